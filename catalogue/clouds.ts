/** Microsoft's clouds: what the azuread provider calls them, and where one signs in and asks. */

interface NationalCloud {
  /** What the azuread provider takes for it, in any case; the first one is the cloud's name here. */
  readonly names: readonly string[];
  readonly loginEndpoint: string;
  /** Base address of Microsoft Graph and, with `/.default`, the scope of its tokens. */
  readonly graph: string;
  /** The same of Azure Resource Manager. */
  readonly resourceManager: string;
  readonly source: string;
}

const source = "https://learn.microsoft.com/graph/deployments";

/** Names: https://www.pulumi.com/registry/packages/azuread/installation-configuration/ */
export const clouds = {
  public: {
    names: ["public", "global"],
    loginEndpoint: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    resourceManager: "https://management.azure.com",
    source,
  },
  usgovernment: {
    names: ["usgovernment", "usgovernmentl4"],
    loginEndpoint: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
    resourceManager: "https://management.usgovcloudapi.net",
    source,
  },
  usgovernmentl5: {
    names: ["usgovernmentl5", "dod"],
    loginEndpoint: "https://login.microsoftonline.us",
    graph: "https://dod-graph.microsoft.us",
    resourceManager: "https://management.usgovcloudapi.net",
    source,
  },
  china: {
    names: ["china"],
    loginEndpoint: "https://login.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    resourceManager: "https://management.chinacloudapi.cn",
    source,
  },
} as const satisfies Readonly<Record<string, NationalCloud>>;

export type CloudName = keyof typeof clouds;

/** Every name that is taken for a cloud, for messages. */
export const cloudNames: readonly string[] = Object.values(clouds).flatMap(({ names }) => names);

/** The cloud that someone means by the name, in any case. */
export function cloudNamed(name: string): CloudName | undefined {
  const meant = name.trim().toLowerCase();
  return (Object.keys(clouds) as CloudName[]).find((cloud) => clouds[cloud].names.some((one) => one === meant));
}
