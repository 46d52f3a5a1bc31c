/** A version of app-lib: major, minor, patch. */
type Version = readonly [number, number, number]

// Altinn/app-lib-dotnet v8.6.0: the first that knows system users.
const needed: Version = [8, 6, 0]
export const neededVersion = needed.join('.')

/**
 * Can the app take forms from system users? An app that names no version, or none that can be read,
 * is older than those that do.
 *
 * @param version as the app writes it: `8.6.0.123`
 */
export function isNewEnough(version: string | null | undefined): boolean {
  const parsed = parseVersion(version ?? '')
  if (parsed === undefined) return false
  const place = needed.findIndex((part, at) => part !== parsed[at])
  return place === -1 || (parsed[place] ?? 0) > (needed[place] ?? 0)
}

function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})\b/.exec(text.trim()) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)]
}

/** A version of the platform's, as far as it is one: for words of ours. */
export function writeVersion(version: string | null | undefined): string {
  return parseVersion(version ?? '')?.join('.') ?? 'an unknown version'
}
