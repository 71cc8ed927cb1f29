import { expect, it } from "vitest";
import { bareServerName, hostName, serverName } from "../../catalogue/server-name.ts";

it.each([
  ["SYNC01", "SYNC01", "SYNC01"],
  ["Sync01.contoso.example", "Sync01.contoso.example", "Sync01"],
  ["CONTOSO\\SYNC01$", "SYNC01", "SYNC01"],
  ["CN=SYNC01,OU=Servers,DC=contoso,DC=example", "SYNC01", "SYNC01"],
  ['cn = "SYNC01" , DC=contoso,DC=example', "SYNC01", "SYNC01"],
  ["CN=Sync\\, first,DC=contoso,DC=example", "Sync, first", "Sync, first"],
])("%s is the server %s", (text, server, host) => {
  expect([serverName(text), hostName(text), bareServerName(text)]).toEqual([server, host, host.toLowerCase()]);
});
