import { parseDescribedService } from '../altinn2/broker/broker-service-description.ts'
import { serviceCode, serviceEdition } from '../altinn2/parameters.ts'
import { serviceCodesIn } from '../altinn2/messages/message-filter.ts'
import { messageModel } from '../altinn2/messages/message.ts'
import { needListOptions } from '../altinn2/odata/list-options.ts'
import { needMessageId, type MessageId } from '../altinn2/messages/message-id.ts'
import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'

/** What a request is about, as far as it says so itself. */
export type Found =
  /** A service; without an edition, all editions of the code. */
  | { readonly kind: 'service'; readonly code: string; readonly edition?: number }
  /** A list that is narrowed to services, whatever their editions. */
  | { readonly kind: 'services'; readonly codes: readonly string[] }
  /** Nothing named: the row's group decides. */
  | { readonly kind: 'group' }
  /** A reference that either platform may have issued. */
  | { readonly kind: 'any' }
  /** An element of the message box, by an id of ours or by Altinn 2's own, as far as that says what it is. */
  | { readonly kind: 'nativeId' | 'altinn2Id'; readonly element?: 'form' | 'message' }

/** Members of a body that name the service, as Altinn 2's messages have them. */
export const serviceMembers = ['ServiceCode', 'ServiceEdition'] as const

/**
 * Reads what is asked for. Throws `PARAMETER_MALFORMED` for a service that cannot be one, `NOT_FOUND`
 * for an id that nobody has issued.
 *
 * @param members what was found in the body, where the row says that it names the service
 */
export function identify(
  row: Endpoint,
  params: Readonly<Record<string, string>>,
  query: Query,
  members: Readonly<Record<string, string>> = {},
): Found {
  switch (row.finds.in) {
    case 'reference':
      return { kind: 'any' }
    case 'messageId':
      return findElement(needMessageId(params))
    case 'filter':
      return findInFilter(query)
    case 'nowhere':
      return { kind: 'group' }
    case 'path':
      return needService(params.serviceCode, params.serviceEditionCode)
    case 'query':
      // Altinn 2 named the edition in two ways, and clients mix them.
      return needService(
        query.one('serviceCode'),
        query.one('serviceEditionCode', 'serviceEdition'),
      )
    case 'description':
      return needDescribedService(query)
    case 'body':
      return needService(members.ServiceCode, members.ServiceEdition)
    default:
      return row.finds satisfies never
  }
}

function findElement(id: MessageId): Found {
  if (id.kind !== 'genuine') {
    return { kind: 'nativeId', element: id.kind === 'instance' ? 'form' : 'message' }
  }
  switch (id.letter) {
    // Drafts, which had the letter too, were not migrated (altinn-studio-docs
    // content/dialogporten/status-migration); what Altinn 3 has of it are messages.
    case 'a':
      return { kind: 'altinn2Id', element: 'message' }
    // An archived message had a number of its own, of which Altinn 3 knows nothing.
    case 'b':
    case 'c':
      return { kind: 'altinn2Id', element: 'form' }
    default:
      return id.letter satisfies never
  }
}

/** One that Altinn 2's library would not understand names nothing; whoever answers says what is wrong. */
function findInFilter(query: Query): Found {
  try {
    const { filter } = needListOptions(query, messageModel, Infinity)
    const codes = serviceCodesIn(filter)
    return codes === undefined ? { kind: 'group' } : { kind: 'services', codes }
  } catch (error) {
    if (error instanceof GatewayError) return { kind: 'group' }
    throw error
  }
}

function needDescribedService(query: Query): Found {
  const described = parseDescribedService(query.one('brokerServiceDescription'))
  if (!('malformed' in described)) return { kind: 'service', ...described }
  const detail = ['brokerServiceDescription', described.malformed].filter(Boolean).join(': ')
  throw new GatewayError('PARAMETER_MALFORMED', { detail })
}

function needService(code: string | undefined, edition: string | undefined): Found {
  if (code !== undefined && !serviceCode.test(code)) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'serviceCode' })
  }
  if (edition !== undefined && !serviceEdition.test(edition)) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'serviceEditionCode' })
  }
  if (code === undefined) return { kind: 'group' }
  return { kind: 'service', code, ...(edition === undefined ? {} : { edition: Number(edition) }) }
}
