import("./pack.ts");
