import { expect, it } from 'vitest'
import { createGuard } from '../../src/operate/guard.ts'

const token = 'a-secret-of-some-length'

it.each([
  ['127.0.0.1', '127.0.0.1:9090', true],
  ['127.0.0.1', 'localhost:9090', true],
  ['::1', '[::1]:9090', true],
  ['localhost', '127.0.0.1', true],
  ['127.0.0.1', 'evil.example:9090', false],
  ['127.0.0.1', 'localhost.evil.example', false],
  ['127.0.0.1', '', false],
])(
  'lets whoever is on this machine in, unless sent by a web page: %s as %s',
  (host, named, enters) => {
    for (const given of [undefined, token]) {
      expect(createGuard({ host, token: given })({ headers: { host: named } })).toBe(enters)
    }
  },
)

it.each([
  [`Bearer ${token}`, true],
  [`bearer ${token}`, false],
  [token, false],
  [`Bearer ${token}x`, false],
  ['Bearer ', false],
  [undefined, false],
])('asks for the token elsewhere: %s', (authorization, enters) => {
  const headers = { host: '127.0.0.1:9090', ...(authorization ? { authorization } : {}) }
  expect(createGuard({ host: '0.0.0.0', token })({ headers })).toBe(enters)
})

it('lets nobody in elsewhere when there is no token', () => {
  const mayEnter = createGuard({ host: '0.0.0.0', token: undefined })
  for (const authorization of ['', 'Bearer ', 'Bearer undefined']) {
    expect(mayEnter({ headers: { host: 'localhost', authorization } })).toBe(false)
  }
})
