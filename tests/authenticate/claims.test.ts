import { expect, it } from 'vitest'
import { toPrincipal } from '../../src/authenticate/claims.ts'
import { toClaims } from '../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../sandbox/organizations.ts'

const canary = '26899299344'

function clientOf(id: unknown): string | undefined {
  const wish = { org: organizations.customer.number, scope: 'altinn:broker.read' }
  const claims = { ...toClaims('https://issuer.example/', wish, 1_790_000_000), client_id: id }
  return toPrincipal(claims, 'a.b.c', []).client
}

it.each([
  ['a guid', '0a1b2c3d-1111-4222-8333-9e9f9a9b9c9d', '0a1b2c3d-1111-4222-8333-9e9f9a9b9c9d'],
  ['a seal', 'eidas-x', 'eidas-x'],
  ['an identity number', canary, '***********'],
  ['an identity number within', `eidas-${canary}-x`, 'eidas-***********-x'],
  ['an identity number with a dash', '268992-99344', '***********'],
  ['an identity number in percent signs', '%32%36899299344', '***********'],
  ['an identity number in base64', Buffer.from(canary).toString('base64'), '(encoded)='],
  ['a token', 'eyJhbGciOiJub25lIn0.e30.c2ln', '(token)'],
])('names a client without what no log may hold: %s', (_, id, client) => {
  expect(clientOf(id)).toBe(client)
})

it.each([
  ['nothing', ''],
  ['a space', 'a b'],
  ['a line break', 'a\nb'],
  ['letters beyond ASCII', 'blåbær'],
  ['more than a name has', 'x'.repeat(129)],
])('leaves out what could be no client’s name: %s', (_, id) => {
  expect(clientOf(id)).toBeUndefined()
})
