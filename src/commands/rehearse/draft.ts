import { randomUUID } from 'node:crypto'
import { languageTags } from '../../altinn2/language.ts'
import { discardInstance } from '../../altinn3/app-data.ts'
import { validateInstance, type ValidationIssue } from '../../altinn3/apps.ts'
import { effectOf } from '../../altinn3/operation.ts'
import type { Instance } from '../../altinn3/storage.ts'
import type { Principal } from '../../authenticate/principal.ts'
import { elementsOf } from '../../submission/elements.ts'
import { makeDraft, type DraftTask } from '../../submission/draft/draft.ts'
import { findMarked } from '../../submission/draft/find-draft.ts'
import { LateRefusal } from '../../submission/draft/late-refusal.ts'
import { lookAgain } from '../../submission/draft/look-again.ts'
import { onceMore } from '../../submission/draft/parts.ts'
import { isSaved } from '../../submission/marker.ts'
import type { FormPlace, Wanted } from '../../submission/wanted.ts'
import type { Ports, TranslationSettings } from '../../translation.ts'
import { count } from './accept.ts'
import { StepFailed, type Lines, type Step } from './lines.ts'

interface Rehearsed {
  readonly place: FormPlace
  readonly wanted: Wanted
  readonly principal: Principal
  readonly settings: TranslationSettings
  readonly interrupted: AbortSignal
}

/**
 * Makes the draft, has the app validate it, and deletes it whatever came of the two. The process is
 * never moved.
 *
 * @param cleaning ways out for the deletion, which go on after an interruption
 */
export async function rehearseDraft(
  { place: { place }, wanted, principal, settings, interrupted }: Rehearsed,
  lines: Lines,
  ports: Ports,
  cleaning: () => Ports,
): Promise<void> {
  let known: Instance | undefined
  let isUnclear = false
  const task: DraftTask = {
    ...{ app: place.app, owner: principal.organization, wanted, isFinished: isSaved },
    isDeletedAtEnd: false,
    ...{ language: languageTags[settings.language], retryWindow: settings.submissionRetryWindow },
    // No caller's request has it: no retry finds this draft.
    marks: { marker: `rehearsal ${randomUUID()}` },
    note: (instance) => {
      known = instance
    },
  }
  const draft = await lines.step(
    makingStep(task, ports, () => {
      isUnclear = true
    }),
  )
  if (draft !== undefined) await lines.step(validationStep(draft, task, ports))
  // A second interruption ends the process, maybe before the deletion.
  if (interrupted.aborted)
    lines.fail('rehearsal', `it was interrupted, and deletes ${draftIn(place.app, known)}`)
  const own = cleaning()
  const left = known === undefined ? await findLeft(task, isUnclear, own) : [known]
  for (const one of left ?? []) await lines.step(deletionStep(one, own))
  if (left === undefined) {
    const todo = `look for a new draft in ${place.app}, and delete it there`
    lines.fail('deletion', `it is not known whether there is a draft: ${todo}`)
  }
}

function makingStep(task: DraftTask, ports: Ports, onUnclear: () => void): Step<Instance> {
  const perform = async () => {
    try {
      const { instance: value } = await makeDraft(task, ports, (made) => Promise.resolve(made))
      const held = count(elementsOf(value).length, 'element')
      return { value, said: `the draft ${value.id} holds all of it, ${held}` }
    } catch (error) {
      if (error instanceof LateRefusal) throw partRefused(error)
      if (effectOf(error) === 'unknown') onUnclear()
      throw error
    }
  }
  return { name: 'draft', perform }
}

function partRefused({ part, codes }: LateRefusal): StepFailed {
  const name = 'fileName' in part ? part.fileName : part.dataType
  const todo = 'correct the payload, or ask the owner of the service what its app demands'
  return new StepFailed(`the app refuses ${name} (${codes.join(', ')})`, todo)
}

/** Issues that one line shows, and characters of each. */
const maxIssues = 10
const maxIssueLength = 200

function validationStep(
  { id: instance, appId: app }: Instance,
  { language }: DraftTask,
  ports: Ports,
): Step<void> {
  const perform = async () => {
    const issues = await ports.ask(validateInstance, { app, instance, language })
    if (issues === undefined) throw new StepFailed('the app validates no such draft', askOwner)
    const wrong = issues.filter(({ severity }) => severity === 1 || severity === 'Error')
    if (wrong.length === 0) {
      const others = issues.length === 0 ? '' : `, it has ${count(issues.length, 'remark')}`
      return { value: undefined, said: `the app would let it be sent${others}` }
    }
    const shown = wrong.slice(0, maxIssues).map(inWords).join('; ')
    const todo = 'correct the payload; a caller would be refused when it is sent'
    throw new StepFailed(`the app finds ${count(wrong.length, 'error')}: ${shown}`, todo)
  }
  return { name: 'validation', perform }
}

const askOwner = 'ask the owner of the service'

function inWords({ field, code, description, customTextKey }: ValidationIssue): string {
  const text = customTextKey ?? description
  const parts = [field, code, text === code ? undefined : text].filter(Boolean)
  return parts.join(' ').replace(/\s+/g, ' ').slice(0, maxIssueLength)
}

function draftIn(app: string, known: Instance | undefined): string {
  return known === undefined
    ? `its draft in ${app}, if there is one`
    : `the draft ${known.id} in ${app}`
}

/** What an attempt may have left of which no instance is known; `undefined` where that is not known. */
async function findLeft(
  task: DraftTask,
  isUnclear: boolean,
  ports: Ports,
): Promise<readonly Instance[] | undefined> {
  const found = isUnclear
    ? await lookAgain(ports, async () => {
        const marked = await findMarked(task, ports)
        return marked.length > 0 ? marked : undefined
      })
    : []
  return found
}

function deletionStep({ id: instance, appId: app }: Instance, ports: Ports): Step<void> {
  const perform = async () => {
    const place = { app, instance }
    const gone = await onceMore(ports, () => ports.ask(discardInstance, place))
    return { value: undefined, said: gone === undefined ? 'it was gone already' : 'it is gone' }
  }
  return {
    name: 'deletion',
    todo: `the draft ${instance} is still there, delete it in ${app}`,
    perform,
  }
}
