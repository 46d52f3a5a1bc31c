import { changesBetween } from './nearest.ts'
import type { Environment } from './sources.ts'
import { variables } from './variables.ts'

/** A variable that is not read, and the one that it was probably meant for. */
export interface Misspelt {
  readonly variable: string
  readonly meant: string
}

/** Shorter names are too close to those of other programs: `PORT` to `PATH`, `HOST` to `HOME`. */
const minLength = 6
/** In shorter names, two other letters often make the name of another program's variable. */
const minLengthForTwo = 10

/** Close to ours, and read by other programs. */
const ofOthers: ReadonlySet<string> = new Set(['HTTP_PROXY'])

const names = ['CONFIG', ...Object.keys(variables)]
const read: ReadonlySet<string> = new Set(names.flatMap((name) => [name, `${name}_FILE`]))
const longNames = names.filter(({ length }) => length >= minLength)
const candidates = longNames.flatMap((name) => [name, `${name}_FILE`])

/** Variables that are one or two letters away from one that is read, or differ from it in case. */
export function misspeltIn(environment: Environment): readonly Misspelt[] {
  return Object.keys(environment).flatMap((variable) => {
    const meant = meantBy(variable, environment)
    return meant === undefined ? [] : [{ variable, meant }]
  })
}

function meantBy(variable: string, environment: Environment): string | undefined {
  const upper = variable.toUpperCase()
  if (read.has(variable) || ofOthers.has(upper)) return undefined
  // `https_proxy` next to `HTTPS_PROXY` is there for other programs.
  if (environment[upper] !== undefined && read.has(upper)) return undefined
  const [closest] = candidates
    .filter((name) => Math.abs(name.length - upper.length) <= maxChangesOf(name))
    .map((name) => ({ name, changes: changesBetween(upper, name) }))
    .filter(({ name, changes }) => changes <= maxChangesOf(name))
    .filter(({ name }) => name === upper || !differInDigits(upper, name))
    .sort((first, second) => first.changes - second.changes)
  return closest?.name
}

/** `ALTINN3_URL` is no slip of `ALTINN2_URL`. */
function differInDigits(one: string, other: string): boolean {
  const withoutDigits = (name: string): string => name.replace(/\d/g, '')
  return withoutDigits(one) === withoutDigits(other)
}

function maxChangesOf({ length }: string): number {
  return length < minLengthForTwo ? 1 : 2
}
