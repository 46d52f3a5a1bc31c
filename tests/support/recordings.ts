import { readdirSync, readFileSync } from 'node:fs'

/** Whole recorded values (`<name>.json`) and requests (`<name>.http`) that stories name. */
const root = new URL('../recordings/', import.meta.url)

/** The file of every recording, e.g. `storage/instances/form.json`. */
export function recordingFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|http)$/.test(name))
    .sort()
}

export function readRecording(file: string): string {
  return readFileSync(new URL(file, root), 'utf8')
}

const values = new Map<string, unknown>()

function recordedValue(name: string, within: readonly string[]): unknown {
  if (within.includes(name)) throw new Error(`recording ${name} builds on itself`)
  if (!values.has(name)) {
    const value: unknown = JSON.parse(readRecording(`${name}.json`))
    values.set(name, expand(value, [...within, name]))
  }
  return values.get(name)
}

/**
 * Puts the recordings in: `{ "$recording": name, ...patch }` stands for the whole recorded value
 * with the patch applied (RFC 7396: an object merges, `null` removes, anything else replaces).
 */
export function expand(value: unknown, within: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => expand(item, within))
  if (!isObject(value)) return value
  if (!('$recording' in value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, expand(item, within)]),
    )
  }
  const { $recording: name, ...patch } = value
  if (typeof name !== 'string') throw new Error('the name of a recording is a string')
  const recorded = recordedValue(name, within)
  return Object.keys(patch).length === 0 ? recorded : merge(recorded, patch, within)
}

function merge(target: unknown, patch: unknown, within: readonly string[]): unknown {
  if (!isObject(patch) || '$recording' in patch) return expand(patch, within)
  const merged = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key)
    else merged.set(key, merge(merged.get(key), value, within))
  }
  return Object.fromEntries(merged)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
