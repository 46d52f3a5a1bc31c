export type Format = 'json' | 'hal+json'

/**
 * Plain JSON wherever it is named, and when nothing is; HAL only when it stands alone
 * (navikt/min-side-arbeidsgiver-api: a client that sends both reads plain JSON).
 */
export function negotiate(accept: string | undefined): Format {
  if (accept === undefined) return 'json'
  const types = accept
    .toLowerCase()
    // Printed in one of Altinn's guides, and copied from there.
    .replaceAll('\\', '/')
    .split(',')
    .map((part) => part.split(';')[0]?.trim())
  if (types.includes('application/json') || !types.includes('application/hal+json')) return 'json'
  return 'hal+json'
}

export const contentTypes = {
  json: 'application/json; charset=utf-8',
  'hal+json': 'application/hal+json; charset=utf-8',
} as const satisfies Record<Format, string>
