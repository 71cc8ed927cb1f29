import { describe, expect, it } from "vitest";
import { startPracticeTenant } from "../../../lab/tenant/server.ts";
import { authority, GraphCaller, newUser, requestToken } from "./graph-caller.ts";

describe("access to the tenant", () => {
  it.each([
    ["no token", null, "Access token is empty."],
    ["something that is no token", "nonsense", "IDX14100: JWT is not well formed."],
    [
      "a token of another signer",
      `${Buffer.from("{}").toString("base64url")}.${Buffer.from("{}").toString("base64url")}.AAAA`,
      "Access token validation failure. Signature verification failed.",
    ],
  ])("is refused with %s", async (_, token, message) => {
    await using caller = await GraphCaller.open();
    const { status, body } = await caller.send("GET", "/v1.0/users", undefined, token);
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ code: "InvalidAuthenticationToken", message });
  });

  it("is refused with a token that has expired", async () => {
    await using caller = await GraphCaller.open({ tokenLifetimeSeconds: 0 });
    const { status, body } = await caller.get("/v1.0/users");
    expect(status).toBe(401);
    expect(body.error.message).toBe("Lifetime validation failed, the token is expired.");
  });

  it("is refused with a token for another service", async () => {
    await using caller = await GraphCaller.open();
    const forResourceManager = await requestToken(caller.tenant, { scope: `${caller.origin}/arm/.default` });
    const token = forResourceManager.body.access_token;
    expect((await caller.send("GET", "/v1.0/users", undefined, token)).body.error.message).toBe(
      "Access token validation failure. Invalid audience.",
    );
    expect((await caller.send("GET", `${caller.origin}/arm/subscriptions`, undefined, token)).status).toBe(400);
    expect((await caller.send("GET", `${caller.origin}/arm/subscriptions`)).status).toBe(401);
  });

  it("is refused where the application lacks the permission, before anything is looked at", async () => {
    await using caller = await GraphCaller.open({ seed: { permissions: ["User.Read.All"] } });
    expect((await caller.get("/v1.0/users")).status).toBe(200);
    for (const answer of [
      await caller.post("/v1.0/users", newUser("a@contoso.onmicrosoft.com")),
      await caller.post("/v1.0/users", { nonsense: true }),
      await caller.get("/v1.0/roleManagement/directory/roleAssignments"),
      await caller.post("/v1.0/roleManagement/directory/roleAssignments", {}),
      await caller.get("/v1.0/servicePrincipals"),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.body.error).toMatchObject({
        code: "Authorization_RequestDenied",
        message: "Insufficient privileges to complete the operation.",
      });
    }
    expect(caller.tenant.users()).toEqual([]);
  });

  it("does not let Directory.ReadWrite.All give roles to anyone", async () => {
    await using caller = await GraphCaller.open({ seed: { permissions: ["Directory.ReadWrite.All"] } });
    expect((await caller.get("/v1.0/roleManagement/directory/roleAssignments")).status).toBe(200);
    expect((await caller.post("/v1.0/roleManagement/directory/roleAssignments", {})).status).toBe(403);
  });
});

describe("answers of the tenant", () => {
  it("carry Graph's error body, with the id by which the caller recognises its request", async () => {
    await using caller = await GraphCaller.open();
    const response = await fetch(`${caller.origin}/graph/v1.0/users?$top=1`, {
      headers: { authorization: "Bearer x", "client-request-id": "4f6d1f9b-0000-4000-8000-000000000001" },
    });
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(await response.json()).toEqual({
      error: {
        code: "InvalidAuthenticationToken",
        message: "IDX14100: JWT is not well formed.",
        innerError: {
          date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
          "request-id": expect.stringMatching(/^[\da-f-]{36}$/),
          "client-request-id": "4f6d1f9b-0000-4000-8000-000000000001",
        },
      },
    });
  });

  it.each([
    ["GET", "/v1.0/nothing"],
    ["PUT", "/v1.0/users"],
    ["GET", "/v2.0/users"],
    ["DELETE", "/beta/domains/contoso.onmicrosoft.com"],
  ])("are 404 and never 5xx where nothing is: %s %s", async (method, path) => {
    await using caller = await GraphCaller.open();
    const { status, body } = await caller.send(method, path);
    expect(status).toBe(404);
    expect(body.error.message).toContain("Resource not found for the segment");
  });

  it.each(["/v1.0/users/%zz", "/v1.0/users/%00", "/v1.0/users/a%2Fb", "/v1.0/users/%F0%9F%A6%8A?$filter=%zz"])(
    "are no 5xx to the odd address %s",
    async (path) => {
      await using caller = await GraphCaller.open();
      const { status, body } = await caller.get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body.error.code).toEqual(expect.any(String));
    },
  );

  it.each([
    ["no JSON", "{not json"],
    ["nothing", undefined],
    ["a list", []],
    ["text", '"text"'],
  ])("are 400 to a body that is %s", async (_, body) => {
    await using caller = await GraphCaller.open();
    const answer = await caller.send("POST", "/v1.0/users", body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe("BadRequest");
  });

  it("accept the JSON content type on a request without a body", async () => {
    await using caller = await GraphCaller.open({
      seed: { users: [{ userPrincipalName: "a@contoso.onmicrosoft.com", displayName: "A" }] },
    });
    expect((await caller.delete("/v1.0/users/a@contoso.onmicrosoft.com")).status).toBe(204);
  });

  it("ask to come back later while throttling, and then no longer", async () => {
    await using caller = await GraphCaller.open();
    caller.tenant.throttle({ requests: 1, retryAfterSeconds: 7 });
    const throttled = await caller.get("/v1.0/users");
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get("retry-after")).toBe("7");
    expect((await caller.get("/v1.0/users")).status).toBe(200);
  });
});

describe("record of requests", () => {
  it("holds method, path, query, body and status of each, in order", async () => {
    await using caller = await GraphCaller.open();
    const before = caller.tenant.requests.length;
    await caller.get("/v1.0/users?$select=id&$top=1");
    await caller.get("/beta/users/nobody");
    expect(caller.tenant.requests.slice(before)).toEqual([
      { method: "GET", path: "/graph/v1.0/users", query: { $select: "id", $top: "1" }, body: null, status: 200 },
      { method: "GET", path: "/graph/beta/users/nobody", query: {}, body: null, status: 404 },
    ]);
  });

  it("never holds a password, a client secret, an assertion or a token", async () => {
    await using caller = await GraphCaller.open();
    const { tenant } = caller;
    await caller.post("/v1.0/users", newUser("a@contoso.onmicrosoft.com"));
    const added = await caller.post(`/v1.0/applications/${tenant.caller.applicationObjectId}/addPassword`, {});
    await requestToken(tenant, {
      client_secret: null,
      client_assertion: tenant.federatedToken,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
    const token = (await requestToken(tenant, {})).body.access_token;
    await caller.send("GET", "/v1.0/users", undefined, token);
    const record = JSON.stringify(tenant.requests);
    expect(record).toContain("/oauth2/v2.0/token");
    for (const secret of [
      "Correct-horse-7",
      tenant.environment.ARM_CLIENT_SECRET ?? "unset",
      added.body.secretText,
      tenant.federatedToken,
      token,
    ]) {
      expect(record).not.toContain(secret);
    }
    expect(tenant.requests.find(({ path }) => path === "/graph/v1.0/users")?.body).toMatchObject({
      userPrincipalName: "a@contoso.onmicrosoft.com",
      passwordProfile: { password: "***", forceChangePasswordNextSignIn: true },
    });
  });

  it("tells writes from reads and from asking for a token, refused ones included", async () => {
    await using caller = await GraphCaller.open();
    await caller.get("/v1.0/users");
    await caller.post("/v1.0/users", newUser("a@contoso.onmicrosoft.com"));
    await caller.delete("/v1.0/users/nobody");
    await caller.post("/v1.0/directoryObjects/getByIds", { ids: [] });
    expect(caller.tenant.writes().map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      "POST /graph/v1.0/users 201",
      "DELETE /graph/v1.0/users/nobody 404",
    ]);
  });
});

describe("a practice tenant", () => {
  it("has ids and a secret that are never those of another", async () => {
    await using one = await startPracticeTenant({ authority });
    await using other = await startPracticeTenant({ authority });
    for (const name of ["ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET"]) {
      expect(one.environment[name]).toMatch(/^.{36,}$/);
      expect(one.environment[name]).not.toBe(other.environment[name]);
    }
  });

  it("answers nothing any more once it is stopped", async () => {
    const tenant = await startPracticeTenant({ authority });
    await tenant.stop();
    await expect(fetch(`https://${tenant.metadataHost}/metadata/endpoints?api-version=2022-09-01`)).rejects.toThrow();
  });

  it("refuses a seed that contradicts itself", async () => {
    const user = { userPrincipalName: "a@contoso.onmicrosoft.com", displayName: "A" };
    await expect(startPracticeTenant({ authority, seed: { users: [user, user] } })).rejects.toThrow(
      "two users named a@contoso.onmicrosoft.com",
    );
    const roleAssignments = [{ userPrincipalName: "b@contoso.onmicrosoft.com", role: "x" }];
    await expect(startPracticeTenant({ authority, seed: { roleAssignments } })).rejects.toThrow("has no such user");
  });

  it("knows what was planted behind the program's back", async () => {
    await using caller = await GraphCaller.open();
    caller.tenant.plant({ users: [{ userPrincipalName: "late@contoso.onmicrosoft.com", displayName: "Late" }] });
    expect((await caller.get("/v1.0/users/late@contoso.onmicrosoft.com")).body.displayName).toBe("Late");
    expect(caller.tenant.writes()).toEqual([]);
  });
});
