/**
 * What stands at the beginning of a script of PowerShell: functions that look before they change, so that a step that is
 * done already does nothing, and that ask `ShouldProcess`, which is what -WhatIf and -Confirm need. For Windows PowerShell
 * 5.1 and later. No value of a plan stands in here.
 *
 * Sources: https://learn.microsoft.com/powershell/scripting/learn/deep-dives/everything-about-shouldprocess and
 * https://learn.microsoft.com/dotnet/api/system.directoryservices.activedirectorysecurity
 */

export const parameters = `[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param(
  # Ids of findings: only their steps. Without it, every step.
  [string[]] $Finding
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# Before anything is done: with an id that is not here, nothing would be.
function Assert-Known([string[]] $Known) {
  if ($null -eq $Finding) { return }
  $unknown = @($Finding | Where-Object { $Known -notcontains $_ })
  if ($unknown.Count -gt 0) { throw "This script has no step for $($unknown -join ', '). Nothing was done." }
}

function Test-Chosen([string[]] $For) {
  if ($null -eq $Finding) { return $true }
  return @($For | Where-Object { $Finding -contains $_ }).Count -gt 0
}
`;

export const tenantFunctions = `
function Test-ServicePrincipal([string] $AppId) {
  $found = az ad sp list --filter "appId eq '$AppId'" --query '[].appId' --output tsv
  if ($LASTEXITCODE -ne 0) { throw 'az has failed; see what it says above.' }
  return "$found".Trim() -ne ''
}

# Of a user that cannot be read, restoring says why.
function Test-User([string] $Id) {
  return $null -ne (Get-MgUser -UserId $Id -ErrorAction SilentlyContinue)
}
`;

export const directoryFunctions = `
Import-Module ActiveDirectory

# An object by its distinguished name, its security identifier or its sAMAccountName.
function Find-One([string] $Name, [string] $Server) {
  $at = @{}
  if ($Server) { $at.Server = $Server }
  if ($Name -like 'S-1-*') { $found = @(Get-ADObject -LDAPFilter "(objectSid=$Name)" @at) }
  elseif ($Name -like '*=*') { $found = @(Get-ADObject -Identity $Name @at) }
  else { $found = @(Get-ADObject -LDAPFilter "(sAMAccountName=$Name)" @at) }
  if ($found.Count -ne 1) { throw "$Name was found $($found.Count) times, not once. Nothing of this step was done." }
  return $found[0]
}

# An access control entry in SDDL as the object that AddAccessRule and its like take.
function Read-Entry([string] $Sddl) {
  $descriptor = New-Object System.DirectoryServices.ActiveDirectorySecurity
  $descriptor.SetSecurityDescriptorSddlForm("D:$Sddl")
  return $descriptor.GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])[0]
}

# Whether an entry for the same account and the same objects has its rights and others: Windows joins what differs in rights only.
function Test-Joined($Acl, $Entry) {
  return @($Acl.GetAccessRules($true, $false, [System.Security.Principal.SecurityIdentifier]) | Where-Object {
    $_.IdentityReference -eq $Entry.IdentityReference -and $_.AccessControlType -eq $Entry.AccessControlType -and
    $_.ObjectType -eq $Entry.ObjectType -and $_.InheritedObjectType -eq $Entry.InheritedObjectType -and
    $_.InheritanceType -eq $Entry.InheritanceType -and
    ($_.ActiveDirectoryRights -band $Entry.ActiveDirectoryRights) -eq $Entry.ActiveDirectoryRights
  }).Count -gt 0
}

# How: Grant, Remove (that entry as it stands), Exchange (the same, and others in its place), Return (only what was granted),
# Owner, Inheritance.
function Edit-Permission([string[]] $For, [string] $How, [string] $On, [string] $Server, [string[]] $Value, [string[]] $By) {
  if (-not (Test-Chosen $For)) { return }
  $acl = (Get-ADObject -Identity $On -Server $Server -Properties nTSecurityDescriptor).nTSecurityDescriptor
  $before = $acl.GetSecurityDescriptorSddlForm('Owner, Access')
  foreach ($each in $Value) {
    if ($How -in 'Remove', 'Exchange', 'Return') {
      $entry = Read-Entry $each
      $whole = $acl.GetSecurityDescriptorSddlForm('Access')
      $acl.RemoveAccessRuleSpecific($entry)
      if ($acl.GetSecurityDescriptorSddlForm('Access') -cne $whole -or -not (Test-Joined $acl $entry)) { continue }
      if ($How -ceq 'Return') { [void] $acl.RemoveAccessRule($entry) }
      else { Write-Warning "$each is part of an entry with more rights on $On, and was left there. Look at that entry." }
    }
    switch ($How) {
      'Grant' { $acl.AddAccessRule((Read-Entry $each)) }
      'Owner' { $acl.SetOwner([System.Security.Principal.SecurityIdentifier] $each) }
      'Inheritance' { $acl.SetAccessRuleProtection(($each -ceq 'off'), $false) }
    }
  }
  foreach ($each in $By) { $acl.AddAccessRule((Read-Entry $each)) }
  if ($acl.GetSecurityDescriptorSddlForm('Owner, Access') -ceq $before) {
    Write-Output "Already so: $On"
    return
  }
  if ($PSCmdlet.ShouldProcess($On, "$How $(($Value + $By) -join ' ')")) {
    Set-ADObject -Identity $On -Server $Server -Replace @{ nTSecurityDescriptor = $acl }
    Write-Output "Done: $How on $On"
  }
}

# How: Join or Leave.
function Edit-Membership([string[]] $For, [string] $How, [string] $Group, [string] $Server, [string] $Member, [string] $MemberServer) {
  if (-not (Test-Chosen $For)) { return }
  $at = @{}
  if ($Server) { $at.Server = $Server }
  $container = (Find-One $Group $Server).DistinguishedName
  $name = (Find-One $Member $MemberServer).DistinguishedName
  $isMember = @((Get-ADObject -Identity $container -Properties member @at)['member']) -contains $name
  if ($isMember -eq ($How -ceq 'Join')) {
    Write-Output "Already so: $name and $container"
    return
  }
  if ($PSCmdlet.ShouldProcess($container, "$How $name")) {
    if ($How -ceq 'Join') { Set-ADObject -Identity $container -Add @{ member = $name } @at }
    else { Set-ADObject -Identity $container -Remove @{ member = $name } @at }
    Write-Output "Done: $How of $name and $container"
  }
}

# Before: the value when it was observed; absent where it was not.
function Edit-Attribute([string[]] $For, [string] $On, [string] $Server, [string] $Name, [object[]] $After, [object[]] $Before) {
  if (-not (Test-Chosen $For)) { return }
  $now = @((Get-ADObject -Identity $On -Server $Server -Properties $Name)[$Name] | Where-Object { $null -ne $_ })
  $text = $now -join ', '
  if ($text -ceq ($After -join ', ')) {
    Write-Output "Already so: $Name of $On"
    return
  }
  if ($PSBoundParameters.ContainsKey('Before') -and $text -cne ($Before -join ', ')) {
    Write-Warning "$Name of $On has changed since it was observed, to: $text. It was left alone."
    return
  }
  if ($PSCmdlet.ShouldProcess($On, "$Name from ($text) to ($($After -join ', '))")) {
    if ($After.Count -eq 0) { Set-ADObject -Identity $On -Server $Server -Clear $Name }
    else { Set-ADObject -Identity $On -Server $Server -Replace @{ $Name = $After } }
    Write-Output "Done: $Name of $On, which was ($text)"
  }
}

# A security descriptor that an attribute holds as a whole: its bytes in base64.
function Read-Descriptor([string] $Base64) {
  $descriptor = New-Object System.DirectoryServices.ActiveDirectorySecurity
  $descriptor.SetSecurityDescriptorBinaryForm([System.Convert]::FromBase64String($Base64))
  return $descriptor
}

function Edit-Descriptor([string[]] $For, [string] $On, [string] $Server, [string] $Name, [string] $After, [string] $Before) {
  if (-not (Test-Chosen $For)) { return }
  $now = '(absent)'
  foreach ($each in (Get-ADObject -Identity $On -Server $Server -Properties $Name)[$Name]) { $now = $each.GetSecurityDescriptorSddlForm('All') }
  $wanted = Read-Descriptor $After
  $text = $wanted.GetSecurityDescriptorSddlForm('All')
  if ($now -ceq $text) {
    Write-Output "Already so: $Name of $On"
    return
  }
  if ($now -cne (Read-Descriptor $Before).GetSecurityDescriptorSddlForm('All')) {
    Write-Warning "$Name of $On has changed since it was observed, to: $now. It was left alone."
    return
  }
  if ($PSCmdlet.ShouldProcess($On, "$Name from ($now) to ($text)")) {
    Set-ADObject -Identity $On -Server $Server -Replace @{ $Name = $wanted }
    Write-Output "Done: $Name of $On, which was ($now)"
  }
}

function Edit-Value([string[]] $For, [string] $On, [string] $Server, [string] $Name, [string] $Value) {
  if (-not (Test-Chosen $For)) { return }
  $now = @((Get-ADObject -Identity $On -Server $Server -Properties $Name)[$Name] | Where-Object { "$_" -ceq $Value })
  if ($now.Count -eq 0) {
    Write-Output "Already so: $Name of $On"
    return
  }
  if ($PSCmdlet.ShouldProcess($On, "$Name without $Value")) {
    Set-ADObject -Identity $On -Server $Server -Remove @{ $Name = $Value }
    Write-Output "Done: $Name of $On without $Value"
  }
}

function Edit-AccountControl([string[]] $For, [string] $On, [string] $Server, [int] $Bit, [string] $To) {
  if (-not (Test-Chosen $For)) { return }
  $at = @{}
  if ($Server) { $at.Server = $Server }
  $name = (Find-One $On $Server).DistinguishedName
  $now = [int] (Get-ADObject -Identity $name -Properties userAccountControl @at)['userAccountControl'][0]
  $after = if ($To -ceq 'on') { $now -bor $Bit } else { $now -band (-bnot $Bit) }
  if ($after -eq $now) {
    Write-Output "Already so: userAccountControl of $name"
    return
  }
  if ($PSCmdlet.ShouldProcess($name, "userAccountControl from $now to $after")) {
    Set-ADObject -Identity $name -Replace @{ userAccountControl = $after } @at
    Write-Output "Done: userAccountControl of $name, which was $now"
  }
}
`;
