import { writeServiceKey } from '../../altinn2/service-key.ts'
import type { AppMetadata } from '../../altinn3/app-metadata.ts'
import type { DrawnTask } from '../../formats/process-tasks.ts'
import { scopeOf } from './app-scopes.ts'
import { isNewEnough, neededVersion, writeVersion } from './app-version.ts'
import { dataTypeOf, problemOfAttachment, problemOfForm } from './entry.ts'
import { kindsTaken, writeKinds } from './party-kind.ts'
import { limitsOf } from './sent-in-app.ts'
import type { FormPlace } from '../wanted.ts'

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

/** What an app's public files say. */
interface PublicFiles {
  /** Data types whose schema names no root. */
  readonly formsWithoutRoot: readonly string[]
  /** Absent: its process file cannot be read. */
  readonly tasks?: readonly DrawnTask[] | undefined
}

/** @param entries all services that went to the app */
export function judgeApp(
  entries: readonly Entry[],
  metadata: AppMetadata,
  { formsWithoutRoot, tasks }: PublicFiles,
): JudgedApp {
  return {
    problems: [
      ...problemsOfVersion(metadata),
      ...entries.flatMap((one) => problemsOfEntry(one, metadata)),
    ],
    notes: [
      ...entries.flatMap(notesOfEntry),
      ...notesOfProcess(entries, tasks),
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

/** Which services callers cannot send, or sign, through the gateway, and why. */
function notesOfProcess(
  entries: readonly Entry[],
  tasks: readonly DrawnTask[] | undefined,
): readonly string[] {
  if (tasks === undefined) {
    return ['its process file cannot be read: it may take payment, or have several persons sign']
  }
  const { sending, signing } = limitsOf(tasks)
  const services = entries.map(({ service }) => writeServiceKey(service)).join(', ')
  return [
    ...(sending === undefined ? [] : [`the gateway never sends ${services}: ${sending}`]),
    ...(signing === undefined
      ? []
      : [`the gateway sends ${services} with sign=false only: ${signing}`]),
  ]
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
