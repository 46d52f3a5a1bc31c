import { sign } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Query } from '../../src/altinn2/query.ts'
import { createAuthenticate, type Authenticate } from '../../src/authenticate/authenticate.ts'
import { toPrincipal } from '../../src/authenticate/claims.ts'
import { createKeySource, type KeySource } from '../../src/authenticate/key-source.ts'
import {
  keyPair,
  setOf,
  startIssuer,
  type Answer,
  type Issuer,
  type KeyPair,
} from '../support/network/key-issuer.ts'

const cooldown = 30_000
const lifetime = 3_600
const first = keyPair('first')
const namesake = keyPair('first')
const other = keyPair('other')

const rules = {
  issuer: 'https://issuer.example/',
  audiences: [],
  audiencePolicy: 'compat',
  clockToleranceSeconds: 10,
  maxTokenAgeSeconds: lifetime,
  refusesTestTools: false,
} as const

let issuer: Issuer
let source: KeySource
/** What a check asks the source; a known token asks nothing. */
let finding: KeySource['find']
let checks: number
let authenticate: Authenticate
beforeEach(async () => {
  issuer = await startIssuer(setOf(first.jwk))
  source = createKeySource(issuer.url, issuer.parts)
  finding = source.find
  checks = 0
  const find = (kid: string): ReturnType<KeySource['find']> => {
    checks += 1
    return finding(kid)
  }
  const keys = { ...source, find }
  const profile = {
    keys,
    rules,
    toPrincipal: (payload: unknown, token: string) => toPrincipal(payload, token, []),
  }
  authenticate = createAuthenticate([profile], issuer.parts.clock)
})
afterEach(() => issuer.close())

function tokenOf({ jwk, privateKey }: KeyPair): string {
  const now = issuer.parts.clock.now() / 1_000
  const consumer = { authority: 'iso6523-actorid-upis', ID: '0192:313876144' }
  const times = { iat: now, exp: now + lifetime }
  const claims = { iss: rules.issuer, ...times, jti: 'one', scope: 'x:y', consumer }
  const signed = [{ alg: 'RS256', kid: jwk.kid }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
}

/** `taken`, or the code of the refusal. */
async function call(token: string): Promise<string> {
  const authorization = `Bearer ${token}`
  const request = { headers: { authorization }, rawHeaders: ['Authorization', authorization] }
  return authenticate(request as unknown as IncomingMessage, new Query([])).then(
    () => 'taken',
    (error: unknown) => (error as { code: string }).code,
  )
}

/** The issuer gives this from now on, and somebody’s unknown key makes the source ask. */
async function publish(answer: Answer): Promise<void> {
  issuer.answer = answer
  issuer.parts.clock.advance(cooldown)
  await source.find(`unknown-at-${issuer.parts.clock.now()}`)
  await issuer.settle()
}

it('a token that is known is not checked again while its key stays', async () => {
  const token = tokenOf(first)
  for (let calls = 0; calls < 3; calls += 1) {
    expect(await call(token)).toBe('taken')
    await publish(setOf(first.jwk, other.jwk))
  }
  expect(checks).toBe(1)
})

it('a token that is known is refused once its key’s id names another key', async () => {
  const token = tokenOf(first)
  expect(await call(token)).toBe('taken')
  await publish(setOf(namesake.jwk))
  expect(await call(token)).toBe('TOKEN_INVALID')
  expect(await call(tokenOf(namesake))).toBe('taken')
})

it('a token that is known is refused after its key’s id was gone and came back as another', async () => {
  const token = tokenOf(first)
  expect(await call(token)).toBe('taken')
  await publish(setOf(other.jwk))
  await publish(setOf(namesake.jwk))
  expect(await call(token)).toBe('TOKEN_INVALID')
})

it('a token whose key is replaced while it is checked is checked again', async () => {
  const token = tokenOf(first)
  const found = await source.find('first')
  await publish(setOf(namesake.jwk))
  finding = () => Promise.resolve(found)
  expect(await call(token)).toBe('taken')
  finding = source.find
  expect(await call(token)).toBe('TOKEN_INVALID')
})
