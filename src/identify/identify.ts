import { integer, serviceCode } from '../altinn2/parameters.ts'
import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'

/** What a request is about, as far as it says so itself. */
export type Found =
  /** A service; without an edition, all editions of the code. */
  | { readonly kind: 'service'; readonly code: string; readonly edition?: number }
  /** Nothing named: the row's group decides. */
  | { readonly kind: 'group' }
  /** A reference that either platform may have issued. */
  | { readonly kind: 'any' }

/** Reads what is asked for. Throws `PARAMETER_MALFORMED` for a service that cannot be one. */
export function identify(
  row: Endpoint,
  params: Readonly<Record<string, string>>,
  query: Query,
): Found {
  switch (row.finds.in) {
    case 'reference':
      return { kind: 'any' }
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
    default:
      return row.finds satisfies never
  }
}

function needService(code: string | undefined, edition: string | undefined): Found {
  if (code !== undefined && !serviceCode.test(code)) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'serviceCode' })
  }
  if (edition !== undefined && !integer.test(edition)) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'serviceEditionCode' })
  }
  if (code === undefined) return { kind: 'group' }
  return { kind: 'service', code, ...(edition === undefined ? {} : { edition: Number(edition) }) }
}
