/** The commands that make changes of Active Directory. */
import { type Command, changing, native, powershell } from "./command.ts";
import { controlAccessRights } from "./control-access-rights.ts";
import type { DirectoryChange } from "./directory-change.ts";
import { dnsNameOfDomain } from "./distinguished-name.ts";
import type { Way } from "./permissions/requirement.ts";

/** Those for which there is one way to write them. */
type WrittenChange = Exclude<
  DirectoryChange,
  { readonly change: "set attribute" | "remove value" | "set account control" }
>;

/** The command that makes a change. Others have a cmdlet for each attribute, which {@link changing} puts beside them. */
export function commandFor(change: WrittenChange): Command {
  return changing(write(change), change);
}

function write(change: WrittenChange): Command {
  switch (change.change) {
    case "grant":
      return grantLine(change);
    case "remove entry":
      return onDescriptor(
        change.on,
        powershell`$ace = [System.DirectoryServices.ActiveDirectorySecurity]::new(); $ace.SetSecurityDescriptorSddlForm(${`D:${change.entry}`}); $acl.RemoveAccessRuleSpecific($ace.Access[0])`,
        change.of?.attribute,
      );
    case "inherit permissions":
      return native`dsacls ${change.on} /P:N`;
    case "stop inheriting permissions":
      return native`dsacls ${change.on} /P:Y`;
    case "set owner":
      return onDescriptor(
        change.on,
        powershell`$acl.SetOwner([System.Security.Principal.SecurityIdentifier]${change.owner})`,
      );
    case "add member":
      return powershell`Add-ADGroupMember -Identity ${change.group} -Members ${membersIn(change)}${serverFor(change)}`;
    case "remove member":
      return powershell`Remove-ADGroupMember -Identity ${change.group} -Members ${membersIn(change)}${serverFor(change)}`;
  }
}

/** The command that enables the account of a user or a computer. */
export function enabling(distinguishedName: string): Command {
  const line = powershell`Enable-ADAccount -Identity ${distinguishedName}${onServerOf(distinguishedName)}`;
  return changing(line, {
    change: "set account control",
    on: distinguishedName,
    flag: "ACCOUNTDISABLE",
    to: false,
  });
}

/**
 * dsacls takes away every entry of someone at once, so one entry alone is removed as an object of .NET.
 * Source: https://learn.microsoft.com/dotnet/api/system.directoryservices.activedirectorysecurity.removeaccessrulespecific
 */
function onDescriptor(on: string, work: Command, attribute?: "msDS-GroupMSAMembership"): Command {
  const server = onServerOf(on);
  // With a hyphen, it is no word to PowerShell.
  const name = attribute === undefined ? powershell`nTSecurityDescriptor` : powershell`${attribute}`;
  return powershell`$acl = (Get-ADObject -Identity ${on} -Properties ${name}${server}).${name}; ${work}; Set-ADObject -Identity ${on} -Replace @{${name}=$acl}${server}`;
}

/**
 * The parameter by which a cmdlet asks the domain in which an object is: without it, it asks that of whoever runs it.
 * Nothing for what is no distinguished name.
 */
export function onServerOf(distinguishedName: string): Command {
  const domain = dnsNameOfDomain(distinguishedName);
  return domain === undefined ? powershell`` : powershell` -Server ${domain}`;
}

type MemberChange = Extract<DirectoryChange, { readonly member: string }>;

function serverFor({ group, domain }: MemberChange): Command {
  return domain === undefined ? onServerOf(group) : powershell` -Server ${domain}`;
}

function membersIn({ group, member, domain = dnsNameOfDomain(group) }: MemberChange): Command {
  return domain === undefined ? powershell`${member}` : memberFor(member, domain);
}

/** A member as the domain of the group takes it: one of another domain is read there. */
export function memberFor(member: string, groupsDomain: string): Command {
  const own = dnsNameOfDomain(member);
  if (own === undefined || own.toLowerCase() === groupsDomain.toLowerCase()) return powershell`${member}`;
  return powershell`(Get-ADObject -Identity ${member} -Server ${own})`;
}

/**
 * The changes that grant ways to an account, one for each kind of scope, which is a line of dsacls each.
 *
 * Source: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/cc771151(v=ws.11)
 */
export function grants(
  ways: readonly Way[],
  on: string,
  { name: to, sid }: Grantee,
  guids?: Readonly<Record<string, string>>,
): readonly GrantChange[] {
  const scopes = Map.groupBy(ways, scopeOf);
  return [...scopes.values()].map((alike) => ({
    change: "grant",
    on,
    to,
    sid,
    ways: alike,
    ...(guids === undefined ? {} : { guids }),
  }));
}

interface Grantee {
  /** `CONTOSO\name`. */
  readonly name: string;
  readonly sid: string;
}

export type GrantChange = Extract<DirectoryChange, { readonly change: "grant" }>;

function grantLine({ on, to, ways }: GrantChange): Command {
  const texts = ways.map((way) => `${to}:${grantText(way)}`);
  const [first] = ways;
  switch (first === undefined ? "" : scopeOf(first)) {
    case "":
      return native`dsacls ${on} /G ${texts}`;
    case "S":
      return native`dsacls ${on} /I:S /G ${texts}`;
    default:
      return native`dsacls ${on} /I:T /G ${texts}`;
  }
}

/** S: objects below only; T: this object too, as for creating children anywhere. */
export function scopeOf({ action, on }: Way): "" | "S" | "T" {
  if (on === "domain root") return "";
  return action.do === "create" || action.do === "delete children" ? "T" : "S";
}

/** What dsacls takes after the account and a colon. */
export function grantText(way: Way): string {
  return spelledOut(way).replace(/;+$/, "");
}

function spelledOut({ action, on }: Way): string {
  const inheriting = on === "domain root" ? "" : on.newObjects;
  switch (action.do) {
    case "read all properties":
      return `RP;;${inheriting}`;
    case "write all properties":
      return `WP;;${inheriting}`;
    case "write":
      return `WP;${action.attribute};${inheriting}`;
    case "use":
      return `CA;${controlAccessRights[action.right].displayName}${inheriting === "" ? "" : `;${inheriting}`}`;
    case "create":
      return `CC;${action.child}`;
    case "delete children":
      return `DC;${action.child}`;
    case "delete":
      return `SD;;${inheriting}`;
  }
}
