// JSON does not say of what type a list's members are, XML does. From
// Altinn/docs static/swagger/altinn-enduser-brokerservice-v0.json, and for `Links` from the HAL
// library that Altinn 2 began with (JakeGinnivan/WebApi.Hal, `Link.cs`).
const types: Readonly<Record<string, string>> = {
  SubReceipts: 'BrokerServiceReceipt',
  FileList: 'BrokerServiceManifestFile',
  Links: 'Link',
}

/** The model of what is in a list; where no document names it, the list's own name in the singular. */
export function typeOfListed(list: string): string {
  return Object.hasOwn(types, list) ? (types[list] ?? list) : list.replace(/(?<=.)s$/, '')
}
