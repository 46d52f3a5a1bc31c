import { expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { runExplain } from '../../src/commands/explain.ts'
import type { Outcome } from '../../src/commands/outcome.ts'

const list = '/api/my/brokerservice/inbox?serviceCode=u7372&serviceEditionCode=1357'
const asked = ['GET', list]

function explain(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const CONFIG = 'config/sandbox.yaml'
  return runExplain(args, endpoints, { CONFIG, ...environment }, Date.now())
}

function read({ output = '' }: Outcome): unknown {
  return JSON.parse(output)
}

it('explains what would happen to a request today', async () => {
  const today = await explain(['GET', `https://www.altinn.no${list}`])
  expect(today.exitCode).toBe(0)
  expect(read(today)).toMatchObject({
    endpoint: 'end-user/broker-inbox/list-inbox-files',
    altinn2: 'open',
    found: { kind: 'service', code: 'u7372', edition: 1357 },
    plan: { do: 'forward' },
    scopes: {
      altinn2: { anyOf: expect.arrayContaining(['altinn:brokerservice.read']) as string[] },
    },
  })
})

it('explains what would happen at another time', async () => {
  const later = await explain([...asked, '--at', '2030-06-01'])
  expect(read(later)).toMatchObject({ plan: { do: 'translate' } })
})

it('says what a request would be refused with, and ends with a code for it', async () => {
  const closed = await explain(asked, { ALTINN2_URL: '' })
  expect(closed.exitCode).toBe(3)
  expect(read(closed)).toMatchObject({
    altinn2: 'closed',
    refused: { status: 410, code: 'SERVICE_NOT_MOVED' },
    plan: { do: 'refuse', because: { from: '2029-12-31T23:00:00.000Z' } },
  })
})

it('looks at the scopes of a token, and refuses one that cannot be read', async () => {
  const claims = {
    scope: 'altinn:brokerservice.read',
    exp: 1,
    iat: 1,
    jti: 'x',
    consumer: { authority: 'iso6523-actorid-upis', ID: '0192:313876144' },
  }
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.AA`
  expect(read(await explain([...asked, '--token', token]))).toMatchObject({
    scopes: { altinn2: { granted: true } },
  })
  expect(await explain([...asked, '--token', 'garbage'])).toEqual({
    exitCode: 2,
    complaint: 'the token cannot be used: TOKEN_INVALID\n',
  })
})

it('explains in words', async () => {
  const inWords = await explain([...asked, '--organization', '313876144', '--text'])
  expect(inWords.exitCode).toBe(0)
  expect(inWords.complaint).toBeUndefined()
  expect(inWords.output).toContain('answer: Altinn 2 (forward)\n')
})

it.each([
  ['no such operation', 1, ['GET', '/api/none']],
  ['a malformed address', 2, ['GET', '/api/../x']],
  ['no address', 2, ['GET']],
])('ends with a code for %s', async (_, exitCode, args) => {
  expect((await explain(args)).exitCode).toBe(exitCode)
})
