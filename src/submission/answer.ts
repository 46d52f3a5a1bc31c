import type { Altinn2Response } from '../altinn2/response.ts'
import type { ValidationIssue } from '../altinn3/apps.ts'
import { getInstance, type Instance } from '../altinn3/storage.ts'
import { GatewayError } from '../errors.ts'
import { pathOf, toFormElement } from '../message-box/forms/element.ts'
import { readIssues } from '../message-box/forms/issues.ts'
import type { Ports, TranslationRequest } from '../translation.ts'
import { toRefusal } from './accept/accept.ts'
import { paidInApp } from './accept/sent-in-app.ts'
import { nothingSeen } from './draft/look-again.ts'
import { elementsOf } from './elements.ts'
import type { Submitted } from './process/submit.ts'

/**
 * Altinn 2's answer to a message that was sent. Throws `SENT_IN_APP` where a person has to pay,
 * `SENT_BACK` and `STUCK_IN_APP`.
 *
 * @param draft the message as it was before
 * @param status of an answer without a fault
 */
export async function toAnswer(
  submitted: Submitted,
  draft: Instance,
  status: 201 | 204,
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  // REL 19.6: a service that archives nothing has no Location.
  if (submitted.kind === 'deleted') return { status }
  if (submitted.kind === 'payment') throw paidInApp(draft.appId, request.settings)
  if (submitted.kind === 'sentBack') throw new GatewayError('SENT_BACK')
  if (submitted.kind === 'failed') throw new GatewayError('STUCK_IN_APP')
  const { who } = request.params
  if (submitted.kind === 'done') {
    return { status, location: pathOf(toFormElement(submitted.instance), who) }
  }
  const element = toFormElement(await readNamed(submitted.issues, draft, ports))
  const refused = await readIssues(submitted.issues, element, request, ports)
  return { ...toRefusal({ refused }), location: pathOf(element, who) }
}

/** The message with all parts that the issues name: the list of instances has none, and some came later. */
async function readNamed(
  issues: readonly ValidationIssue[],
  draft: Instance,
  { ask }: Pick<Ports, 'ask'>,
): Promise<Instance> {
  const known = new Set(elementsOf(draft).map(({ id }) => id))
  const isWhole = issues.every(({ dataElementId: id }) => !id || known.has(id))
  if (isWhole) return draft
  return (await ask(getInstance, { instance: draft.id }).catch(nothingSeen)) ?? draft
}
