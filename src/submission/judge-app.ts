import { writeServiceKey } from '../altinn2/service-key.ts'
import type { AppMetadata } from '../altinn3/app-metadata.ts'
import { scopeOf } from './app-scopes.ts'
import { isNewEnough, neededVersion, writeVersion } from './app-version.ts'
import { dataTypeOf, problemOfAttachment, problemOfForm } from './entry.ts'
import { kindsTaken, writeKinds } from './party-kind.ts'
import type { FormPlace } from './wanted.ts'

/** What an operator learns of an app before a caller does. */
export interface JudgedApp {
  /** Each with what to do about it. */
  readonly problems: readonly Problem[]
  /** Conditions that callers meet, none of which is a fault. */
  readonly notes: readonly string[]
}

export interface Problem {
  readonly said: string
  readonly todo: string
}

/** A service that went to the app. */
type Entry = Pick<FormPlace, 'service' | 'place'>

/**
 * @param entries all services that went to the app
 * @param formsWithoutRoot data types whose schema names no root
 */
export function judgeApp(
  entries: readonly Entry[],
  metadata: AppMetadata,
  formsWithoutRoot: readonly string[],
): JudgedApp {
  return {
    problems: [
      ...problemsOfVersion(metadata),
      ...entries.flatMap((one) => problemsOfEntry(one, metadata)),
    ],
    notes: [
      ...entries.flatMap(notesOfEntry),
      ...notesOfApp(entries[0]?.place.app ?? '', metadata),
      ...formsWithoutRoot.map((form) => `${form} has no schema: its root is not checked`),
    ],
  }
}

/** The data types that are forms of these services, each once. */
export function formsOf(entries: readonly Entry[], metadata: AppMetadata): readonly string[] {
  const named = entries.flatMap(({ place }) => Object.values(place.forms ?? {}))
  return [...new Set(named)].filter((id) => problemOfForm(dataTypeOf(metadata, id)) === undefined)
}

function problemsOfVersion({ altinnNugetVersion: version }: AppMetadata): readonly Problem[] {
  if (isNewEnough(version)) return []
  const said = `it has ${writeVersion(version)} of app-lib, ${neededVersion} is needed to send forms`
  return [{ said, todo: 'ask its owner to update it' }]
}

function problemsOfEntry({ service, place }: Entry, metadata: AppMetadata): readonly Problem[] {
  const { forms = {}, attachments = {} } = place
  const problems = [
    ...Object.entries(forms).map(([key, id]) => ({
      setting: `forms.${key}`,
      id,
      problem: problemOfForm(dataTypeOf(metadata, id)),
    })),
    ...Object.entries(attachments).map(([name, id]) => ({
      setting: `attachments.${name}`,
      id,
      problem: problemOfAttachment(dataTypeOf(metadata, id)),
    })),
  ]
  return problems.flatMap(({ setting, id, problem }) =>
    problem === undefined
      ? []
      : {
          said: `${id} ${problem} of the app`,
          todo: `correct ${setting} of ${writeServiceKey(service)} in SERVICES_FILE`,
        },
  )
}

function notesOfEntry({ service, place }: Entry): readonly string[] {
  const keys = Object.keys(place.forms ?? {})
  if (keys.length > 0 && (place.mainForm !== undefined || keys.length === 1)) return []
  const missing = keys.length === 0 ? 'forms' : 'mainForm'
  return [`${writeServiceKey(service)} takes no forms until ${missing} is set in SERVICES_FILE`]
}

function notesOfApp(app: string, metadata: AppMetadata): readonly string[] {
  const taken = kindsTaken(metadata.partyTypesAllowed)
  const scopes = (['read', 'write'] as const).flatMap(
    (action) => scopeOf(metadata, app, action) ?? [],
  )
  return [
    ...(metadata.disallowUserInstantiation === true ? ['its owner alone creates forms'] : []),
    ...(taken.length < kindsTaken(undefined).length ? [`it is for ${writeKinds(taken)} only`] : []),
    ...(scopes.length > 0 ? [`callers need ${[...new Set(scopes)].join(' ')}`] : []),
  ]
}
