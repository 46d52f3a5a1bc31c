import type { Instance } from '../altinn3/storage.ts'
import { writeMessageId } from '../altinn2/messages/message-id.ts'
import { errors, GatewayError, type ErrorCode } from '../errors.ts'
import { pathOf, toFormElement, type FormElement } from '../message-box/forms/element.ts'
import type { Ports, SubmissionNames, TranslationRequest } from '../translation.ts'
import { LateRefusal } from './draft/late-refusal.ts'
import { unclear } from './draft/look-again.ts'

/** Hears of the instance that a sequence works on, and of `undefined` when it is gone. */
export type Note = (instance: Instance | undefined) => void

/** The same again would end in the same way. */
const finalCodes: ReadonlySet<ErrorCode> = new Set(['SENT_IN_APP', 'STUCK_IN_APP'])

/**
 * Performs a sequence of writes that goes on when its caller has left, as `outlivingCaller` does.
 * Sequences with the same key wait for each other.
 */
export function inSequence<Result>(
  key: string,
  request: Pick<TranslationRequest, 'params'>,
  ports: Ports,
  work: (ports: Ports, note: Note) => Promise<Result>,
): Promise<Result> {
  return outlivingCaller(request, ports, (own, note) => own.oneAtATime(key, () => work(own, note)))
}

/**
 * Performs work that goes on when its caller has left; it waits for no other work. Once an instance
 * exists, each error carries its `Location`, and the log names it. A failure of Altinn 3 is then
 * `STILL_UNDER_WAY`, since something may have been written.
 */
export async function outlivingCaller<Result>(
  { params }: Pick<TranslationRequest, 'params'>,
  ports: Ports,
  work: (ports: Ports, note: Note) => Promise<Result>,
): Promise<Result> {
  let location: string | undefined
  const noteIn =
    ({ noteSubmission }: Ports): Note =>
    (instance) => {
      const element = instance && toFormElement(instance)
      location = element && pathOf(element, params.who)
      noteSubmission(namesOf(element))
    }
  try {
    return await ports.detached((own) => work(own, noteIn(own)))
  } catch (error) {
    if (location === undefined) throw error
    if (error instanceof LateRefusal) throw new LateRefusal(error.part, error.codes, location)
    if (!(error instanceof GatewayError)) throw error
    const { status } = errors[error.code]
    const isFailure = status >= 500 && status !== 503 && !finalCodes.has(error.code)
    const { code, details } = isFailure ? unclear(error) : error
    throw new GatewayError(code, { ...details, location, cause: error })
  }
}

/** What the log calls a message; one that is gone again has no names. */
export function namesOf(element: FormElement | undefined): SubmissionNames {
  return {
    instance: element?.instance.id,
    message: element && writeMessageId(element.id, element.isArchived),
  }
}
