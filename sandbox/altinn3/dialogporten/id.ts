import { createHash } from 'node:crypto'

/** CreateDialogRequestMapper.cs: made of the correspondence's id, and not to be turned back. */
export function dialogIdOfCorrespondence(id: string, created: number): string {
  const plain = id.replaceAll('-', '').toLowerCase()
  const at = plain[12] === '7' ? Number.parseInt(plain.slice(0, 12), 16) : Math.max(0, created)
  const hash = createHash('sha256').update(`${plain}:${at}`).digest('hex')
  return join(
    at,
    hash.slice(0, 3),
    withVariant(hash[3] ?? '0') + hash.slice(4, 7),
    hash.slice(7, 19),
  )
}

/** Altinn/altinn-dialogporten-adapter: the instance's, with its first 48 bits told by the clock. */
export function dialogIdOfInstance(instanceId: string, created: number): string {
  const [, , third = '', fourth = '', node = ''] = instanceId.toLowerCase().split('-')
  const variant = withVariant(fourth[0] ?? '0') + fourth.slice(1)
  return join(created, third.slice(1), variant, node)
}

function withVariant(digit: string): string {
  return ((Number.parseInt(digit, 16) & 0x3) | 0x8).toString(16)
}

function join(at: number, random: string, variant: string, node: string): string {
  const time = at.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random}-${variant}-${node}`
}
