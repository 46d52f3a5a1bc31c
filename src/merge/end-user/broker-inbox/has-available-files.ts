import { GatewayError } from '../../../errors.ts'
import { hasAvailableFiles } from '../../../translate/end-user/broker-inbox/has-available-files.ts'
import { joined } from '../../merge.ts'

/** There is something to fetch if either side has it. */
export const mergeHasAvailableFiles = joined(hasAvailableFiles, (altinn2, altinn3) => {
  if (typeof altinn2 !== 'boolean') throw new GatewayError('ALTINN2_UNREADABLE')
  const isThere = altinn3.body?.kind === 'value' && altinn3.body.value === true
  return { ...altinn3, body: { kind: 'value', value: altinn2 || isThere } }
})
