import type { Instance } from '../altinn3/storage.ts'
import { writeMessageId } from '../altinn2/messages/message-id.ts'
import { errors, GatewayError } from '../errors.ts'
import { pathOf, toFormElement, type FormElement } from '../message-box/forms/element.ts'
import type { Ports, SubmissionNames, TranslationRequest } from '../translation.ts'
import { LateRefusal } from './draft/late-refusal.ts'
import { unclear } from './draft/look-again.ts'

/** Hears of the instance that a sequence works on, and of `undefined` when it is gone. */
export type Note = (instance: Instance | undefined) => void

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
 * Performs work that goes on when its caller has left; it waits for no other work. From when on there
 * is an instance, every error names it for the caller by its `Location`, and the log names it; what
 * Altinn 3 has failed at is `STILL_UNDER_WAY` then, since something may have been written.
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
    // 501 is final: the same again would end in the same way.
    const isFailure = status >= 500 && status !== 503 && status !== 501
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
