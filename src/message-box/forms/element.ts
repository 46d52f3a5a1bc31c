import {
  idOfInstance,
  needMessageId,
  writeMessageId,
  type MessageId,
} from '../../altinn2/messages/message-id.ts'
import { findInstances, type Instance, type InstanceSearch } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { findAltinn1Instances } from './altinn1-archive.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

/** A form that was asked for by its id. */
export interface FormElement {
  readonly instance: Instance
  /** What its id will be for ever, but for the letter. */
  readonly id: MessageId
  readonly isArchived: boolean
}

/**
 * The element behind `{messageId}`, if it is the party's and a form. Throws `NOT_FOUND`, for
 * messages too: they have no forms.
 */
export async function needFormElement(
  request: TranslationRequest,
  ports: Ports,
): Promise<FormElement> {
  const found = await findById(needMessageId(request.params), request, ports)
  const [element, another] = found
  if (element === undefined) throw new GatewayError('NOT_FOUND')
  // Which of them was meant nobody can say, and a wrong one must not be shown for it.
  if (another !== undefined) throw new GatewayError('ELEMENT_AMBIGUOUS')
  return element
}

/** The party's forms with one reference. */
export async function findForms(
  by: InstanceSearch['by'],
  { party }: Pick<TranslationRequest, 'party'>,
  { ask, now }: Pick<Ports, 'ask' | 'now'>,
): Promise<readonly FormElement[]> {
  const found = (await ask(findInstances, { owner: party, by })) ?? []
  return found.filter((one) => isShown(one, party, now()) && isMeant(one, by)).map(toFormElement)
}

export function toFormElement(instance: Instance): FormElement {
  return { instance, id: idOf(instance), isArchived: instance.status?.isArchived === true }
}

async function findById(
  id: MessageId,
  request: TranslationRequest,
  ports: Ports,
): Promise<readonly FormElement[]> {
  if (id.kind === 'instance') return findForms({ A3Ref: id.reference }, request, ports)
  if (id.kind === 'dialog' || id.letter === 'a') return []
  const number = String(id.number)
  if (id.letter === 'b') {
    return findForms({ 'dataValues.A2ArchRef': number }, request, ports)
  }
  const found = await findAltinn1Instances(number, request.party, ports)
  return found.filter((one) => isShown(one, request.party, ports.now())).map(toFormElement)
}

/** We check again that Storage found the instance that was asked for. */
function isMeant({ id, dataValues }: Instance, by: InstanceSearch['by']): boolean {
  if ('A3Ref' in by) return id.toLowerCase().endsWith(by.A3Ref)
  return dataValues?.A2ArchRef === by['dataValues.A2ArchRef']
}

/**
 * Storage's search gives what is not to be seen yet, and the bin's contents. It goes by the party's
 * id and fills in no number (InstancesController.cs): only a different number is another's.
 */
export function isShown(
  { instanceOwner, status, visibleAfter }: Instance,
  party: string,
  now: number,
): boolean {
  const isHidden = Date.parse(visibleAfter ?? '') > now
  const number = instanceOwner.organisationNumber ?? ''
  const isOwn = number === '' || number === party
  return isOwn && status?.isHardDeleted !== true && !isHidden
}

/**
 * Migrated forms keep the number that Altinn 2 knew them by: what is in its own archive as `b`, what
 * is in Altinn 1's as `c`. That the latter's is the archive's reference, too, is inferred.
 */
function idOf({ id, dataValues }: Instance): MessageId {
  const { A2ArchRef: altinn2, A1ArchRef: altinn1 } = dataValues ?? {}
  const number = Number(altinn2 ?? altinn1 ?? NaN)
  if (Number.isSafeInteger(number) && number > 0 && number < 10_000_000_000) {
    return { kind: 'genuine', letter: typeof altinn2 === 'string' ? 'b' : 'c', number }
  }
  const own = idOfInstance(id.slice(id.indexOf('/') + 1))
  if (own === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return own
}

/** Path of the element below the public address, as the caller named the party. */
export function pathOf({ id, isArchived }: FormElement, who = 'my'): string {
  return `/api/${who}/messages/${writeMessageId(id, isArchived)}`
}
