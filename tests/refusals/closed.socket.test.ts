import { afterAll, beforeAll, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { errors } from '../../src/errors.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http } from '../support/network/http.ts'
import { targetOf } from '../support/table.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '' })
})
afterAll(() => gateway.close())

/** Its customer's system user, or an organisation: whom the row is for. */
function tokenFor(row: Endpoint, scopes: readonly string[]): Promise<string> {
  const scope = scopes.join(' ')
  const { customer, serviceOwner, vendor } = organizations
  if (row.callers !== 'public' && row.callers.includes('systemuser')) {
    return gateway.token({ org: vendor.number, systemUser: customer.number, scope })
  }
  const org = row.group.startsWith('service-owner/') ? serviceOwner.number : customer.number
  return gateway.token({ org, scope })
}

/** Status and code; and, of a refusal of the operation, what else is said. */
async function answerTo(row: Endpoint, scopes: readonly string[]): Promise<readonly string[]> {
  const authorization = `Bearer ${await tokenFor(row, scopes)}`
  const answer = await http(gateway.url, targetOf(row), {
    method: row.method,
    headers: { apikey: 'k', authorization },
  })
  const { status, reason, headers, body } = answer
  if (status < 400) return [String(status)]
  const said = JSON.parse(body) as Record<string, unknown>
  expect(said.title ?? said.ErrorMessage).toBe(reason)
  const link = headers.link === undefined ? [] : [`  link: ${String(headers.link)}`]
  return [`${status} ${codeOf(said)}`, `  ${reason}`, ...link]
}

/** With the kind of body that it was read from. */
function codeOf(said: Record<string, unknown>): string {
  if (!('ErrorCode' in said)) return `${String(said.code)} (problem)`
  const known = Object.entries(errors).find(([, { number }]) => number === said.ErrorCode)
  return `${known?.[0] ?? 'unknown'} (model)`
}

it('says of every operation, with Altinn 2 closed, what is answered with each scope and with none', async () => {
  const told = await Promise.all(
    endpoints.map(async (row) => {
      const scopes = new Set([...row.scopes.altinn2, ...row.scopes.altinn3])
      const all = (await answerTo(row, [...scopes])).join('\n')
      const none = (await answerTo(row, [])).join('\n')
      const title = `${row.catalogue} ${row.id}`
      if (all === none) return `${title}\nwith each scope and with none: ${all}\n`
      return `${title}\nwith each scope: ${all}\nwith none: ${none}\n`
    }),
  )
  await expect(told.join('\n')).toMatchFileSnapshot('closed.txt')
})
