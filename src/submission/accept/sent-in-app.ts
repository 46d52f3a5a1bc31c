import type {
  MessageInput,
  SignatureSpec,
} from '../../altinn2/messages/submission/message-input.ts'
import { GatewayError } from '../../errors.ts'
import type { DrawnTask } from '../../formats/process-tasks.ts'
import type { Look, TranslationRequest } from '../../translation.ts'
import type { Completion } from '../asked.ts'
import type { FormPlace } from '../wanted.ts'

/** The ids of a message's parts that can be signed. */
export interface Signable {
  readonly formIds: readonly number[]
  readonly attachmentIds: readonly number[]
}

/** Why no system can do this with an app's messages, in words that follow a colon; absent where one can. */
interface Limits {
  readonly sending?: string
  readonly signing?: string
}

const takesPayment = 'it takes payment'

/** What the tasks of an app's process say of all its messages. */
export function limitsOf(tasks: readonly DrawnTask[]): Limits {
  if (tasks.some(({ type }) => type === 'payment')) return { sending: takesPayment }
  const signings = tasks.filter(({ type }) => type === 'signing')
  const hasSeveral = signings.length > 1 || signings.some(({ hasOwnSigners }) => hasOwnSigners)
  return hasSeveral ? { signing: 'several persons sign it' } : {}
}

/**
 * Throws `SENT_IN_APP` where a system cannot send the message: its app takes payment, names those
 * who sign, or has it signed more than once; and where a part of it only is to be signed. An app whose
 * process cannot be read is not checked: its tasks are handled one by one.
 *
 * @param signable the parts of a message that is there; a new one has none with an id
 */
export async function needSendable(
  { place: { app } }: Pick<FormPlace, 'place'>,
  { signatureSpec }: Pick<MessageInput, 'signatureSpec'>,
  { sign }: Completion,
  { settings }: Pick<TranslationRequest, 'settings'>,
  { look }: { readonly look: Pick<Look, 'processTasks'> },
  signable: Signable = { formIds: [], attachmentIds: [] },
): Promise<void> {
  const { sending, signing } = limitsOf((await look.processTasks(app)) ?? [])
  if (sending !== undefined) throw sentInApp(app, sending, settings)
  if (!sign) return
  if (signing !== undefined) throw sentInApp(app, signing, settings)
  // Altinn/app-lib-dotnet SigningUserAction.cs signs all of the types that the app names.
  if (signatureSpec !== undefined && !isAll(signatureSpec, signable)) {
    throw sentInApp(app, 'a part of it alone cannot be signed here', settings)
  }
}

export function paidInApp(
  app: string,
  settings: Pick<TranslationRequest['settings'], 'appsUrl'>,
): GatewayError {
  return sentInApp(app, takesPayment, settings)
}

/** @param why a sentence on the message */
function sentInApp(
  app: string,
  why: string,
  { appsUrl }: Pick<TranslationRequest['settings'], 'appsUrl'>,
): GatewayError {
  const [org = ''] = app.split('/')
  const page = `${appsUrl.replaceAll('{org}', org)}/${app}/`
  return new GatewayError('SENT_IN_APP', { detail: why, advice: `open ${page}` })
}

/** One that names nothing means everything. */
function isAll(spec: SignatureSpec, signable: Signable): boolean {
  if (spec.formIds.length === 0 && spec.attachmentIds.length === 0) return true
  return (
    hasAll(spec.formIds, signable.formIds) && hasAll(spec.attachmentIds, signable.attachmentIds)
  )
}

function hasAll(named: readonly number[], there: readonly number[]): boolean {
  const names = new Set(named)
  return names.size === there.length && there.every((id) => names.has(id))
}
