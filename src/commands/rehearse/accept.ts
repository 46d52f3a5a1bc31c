import { Query } from '../../altinn2/query.ts'
import type { MessageInput } from '../../altinn2/messages/submission/message-input.ts'
import type { Validation } from '../../altinn2/messages/validation.ts'
import type { Principal } from '../../authenticate/principal.ts'
import type { Config } from '../../config/file/load.ts'
import type { Register, Target } from '../../decide/register.ts'
import type { Endpoint } from '../../endpoint.ts'
import { callerOf } from '../../operate/explain/caller.ts'
import { judgeCase } from '../../operate/explain/judge-case.ts'
import { isRefused, toWanted } from '../../submission/accept/accept.ts'
import { needFormPlace } from '../../submission/accept/place.ts'
import { needSendable } from '../../submission/accept/sent-in-app.ts'
import type { FormPlace, Wanted } from '../../submission/wanted.ts'
import type { Ports, TranslationSettings } from '../../translation.ts'
import { StepFailed, type Step } from './lines.ts'

const params = { who: 'my' }

/** Who answers, as the gateway would decide it for this caller: refused, forwarded or an app. */
export function serviceStep(
  row: Endpoint,
  message: MessageInput,
  principal: Principal,
  { register, config, now }: { register: Register; config: Config; now: number },
): Step<readonly Target[]> {
  const perform = () => {
    const query = new Query([])
    const caller = callerOf(row, params, query, principal, undefined)
    const members = {
      ServiceCode: message.serviceCode ?? '',
      ServiceEdition: String(message.serviceEdition ?? ''),
    }
    const asked = { row, params, query, members, caller }
    const { refused, resolved, narrowed } = judgeCase(asked, register, config, now)
    if (refused !== undefined) throw refused
    const plan = narrowed ?? resolved?.plan
    if (plan?.do !== 'translate') {
      const todo = 'look at since and rollout of the service in SERVICES_FILE'
      throw new StepFailed('for this caller it is not answered from Altinn 3', todo)
    }
    const apps = plan.targets.flatMap(({ moved }) => (moved.to === 'app' ? [moved.app] : []))
    const said = apps.length === 0 ? 'it has moved' : `its forms go to ${apps.join(', ')}`
    return Promise.resolve({ value: plan.targets, said })
  }
  return { name: 'service', perform }
}

/** What the app says of itself, and whether it takes forms from this caller. */
export function appStep(
  targets: readonly Target[],
  { scopes, organization: party }: Principal,
  ports: Ports,
): Step<FormPlace> {
  const perform = async () => {
    const value = await needFormPlace({ targets, scopes, party }, ports)
    return { value, said: `${value.place.app} runs, and takes forms from this caller` }
  }
  return { name: 'app', perform }
}

/** Whether the gateway would write anything of it. */
export function contentStep(
  message: MessageInput,
  place: FormPlace,
  settings: TranslationSettings,
  ports: Ports,
): Step<Wanted> {
  const perform = async () => {
    const completion = { complete: true, sign: true }
    await needSendable(place, message, completion, { settings }, ports)
    const { language } = settings
    const wanted = await toWanted(message, place, { mode: 'complete', language }, ports)
    if (isRefused(wanted)) {
      const todo = 'correct the payload, or the entry of the service in SERVICES_FILE'
      throw new StepFailed(`a caller would be refused: ${findingsOf(wanted.refused)}`, todo)
    }
    const { forms, files } = wanted
    const said = `${count(forms.length, 'form')} and ${count(files.length, 'file')}, all in order`
    return { value: wanted, said }
  }
  return { name: 'contents', perform }
}

/** Findings that one line shows. */
const maxFindings = 10

function findingsOf({ errors }: Validation): string {
  const shown = errors.slice(0, maxFindings).map(({ message, xPath }) => {
    return xPath === undefined ? message : `${xPath} ${message}`
  })
  const left = errors.length - shown.length
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join('; ')
}

export function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`
}
