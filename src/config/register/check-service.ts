import { parseOrganizationNumber } from '../../altinn2/organization-number.ts'
import type { Moved, Rollout, ServiceEntry } from '../../decide/register.ts'

type App = Extract<Moved, { to: 'app' }>

/** Altinn 2's DataFormatId and DataFormatVersion; the version is a number and written as one. */
const formKey = /^[A-Za-z0-9_-]+\/(?:0|[1-9][0-9]*)$/

/** What is wrong with the places of one service, each problem with its path. */
export function problemsOfPlaces(name: string, moved: readonly Moved[]): string[] {
  const problems: string[] = []
  if (moved.length > 1 && moved.filter((one) => one.default === true).length !== 1) {
    problems.push(`${name}: of several places exactly one must be the default`)
  }
  moved.forEach((one, place) => {
    const path = moved.length > 1 ? `${name}.moved.${place}` : `${name}.moved`
    if (one.to === 'app') problems.push(...problemsOfApp(path, one))
  })
  return problems
}

function problemsOfApp(
  path: string,
  { mainForm, forms = {}, attachments = {}, xml = {} }: App,
): string[] {
  const keys = Object.keys(forms)
  const malformed = keys.filter((key) => !formKey.test(key))
  const problems = malformed.map((key) => `${path}.forms.${key} must be ${formKeyInWords}`)
  if (mainForm !== undefined && !formKey.test(mainForm)) {
    problems.push(`${path}.mainForm must be ${formKeyInWords}`)
  } else if (mainForm !== undefined && !Object.hasOwn(forms, mainForm)) {
    problems.push(`${path}.mainForm ${mainForm} is not among its forms`)
  }
  // A form that is read back has its data type alone to tell which form of Altinn 2's it is, or
  // that it is one. Attachments may share theirs: only the name of their type would be lost.
  const ofForms = Object.values(forms)
  for (const dataType of repeated(ofForms)) {
    problems.push(`${path}.forms: more than one has the data type ${dataType}`)
  }
  for (const dataType of new Set(Object.values(attachments))) {
    if (!ofForms.includes(dataType)) continue
    problems.push(`${path}: a form and an attachment have the data type ${dataType}`)
  }
  return [...problems, ...problemsOfXml(`${path}.xml`, xml)]
}

/** An element's name in XML 1.0, without a prefix. */
const firstLetters =
  'A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d' +
  '\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}'
const elementName = new RegExp(
  `^[${firstLetters}][-.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040${firstLetters}]*$`,
  'u',
)

/** What would make a form unreadable, be ambiguous on its way back, or have no effect. */
function problemsOfXml(
  path: string,
  { rename = {}, drop = [] }: NonNullable<App['xml']>,
): string[] {
  const renames = Object.entries(rename)
  const named = [
    ...renames.flat().map((name) => [`${path}.rename`, name] as const),
    ...drop.map((name) => [`${path}.drop`, name] as const),
  ]
  return [
    ...named
      .filter(([, name]) => !elementName.test(name))
      .map(([place, name]) => `${place}: '${name}' is no element name without prefix`),
    ...repeated(renames.map(([, to]) => to)).map(
      (to) => `${path}.rename: more than one element becomes ${to}`,
    ),
    ...repeated(drop).map((name) => `${path}.drop: ${name} is there twice`),
    ...renames
      .filter(([name, to]) => name === to)
      .map(([name]) => `${path}.rename.${name} has no effect: the names are the same`),
    ...renames
      .filter(([name]) => drop.includes(name))
      .map(([name]) => `${path}: ${name} is both renamed and dropped`),
  ]
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))]
}

const formKeyInWords = 'DataFormatId/DataFormatVersion'

/** Organisations that cannot be: a mistyped one would be left out of its rollout without a word. */
export function problemsOfRollout(name: string, { organisations = [] }: Rollout): string[] {
  return organisations
    .filter((number) => parseOrganizationNumber(number) === undefined)
    .map((number) => `${name}.rollout.organisations: ${number} has a wrong check digit`)
}

/**
 * Settings that look as if they did something. A rollout is none of them: to take a service away
 * from some first is a way to find out who still calls it.
 */
export function problemsOfEffect(
  name: string,
  { moved, until, shadow, fallback }: Pick<ServiceEntry, 'moved' | 'until' | 'shadow' | 'fallback'>,
): string[] {
  if (moved.some(({ to }) => to !== 'nowhere')) return []
  return Object.entries({ until, shadow, fallback }).flatMap(([setting, value]) =>
    value === undefined || value === false
      ? []
      : [`${name}.${setting} has no effect: the service moved nowhere`],
  )
}
