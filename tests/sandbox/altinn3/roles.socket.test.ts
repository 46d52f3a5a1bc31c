import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http } from '../../support/network/http.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
afterAll(() => sandbox.close())

type Rows = readonly Readonly<Record<string, unknown>>[]

async function ask(path: string, headers: Record<string, string> = {}) {
  const { status, body } = await http(sandbox.altinn3.url, path, { headers })
  return { status, rows: (status === 200 ? JSON.parse(body) : []) as Rows, body }
}

describe("access management's metadata of roles", () => {
  const path = '/accessmanagement/api/v1/meta/info/roles'
  const nameOf = async (language: string, code: string): Promise<unknown> => {
    const { rows } = await ask(path, { 'accept-language': language })
    return rows.find((role) => role.code === code)?.name
  }

  it('lists roles in the language that is asked for, and in bokmål for one that it does not know', async () => {
    expect(await nameOf('nb', 'daglig-leder')).toBe('Daglig leder')
    expect(await nameOf('nn', 'daglig-leder')).toBe('Dagleg leiar')
    expect(await nameOf('fr, en-GB;q=0.8, nn;q=0.3', 'daglig-leder')).toBe('Managing Director')
    expect(await nameOf('fr', 'daglig-leder')).toBe('Daglig leder')
  })

  it('says null for what a role has none of, and the provider of each', async () => {
    const { rows } = await ask(path)
    const utinn = rows.find(({ code }) => code === 'utinn')
    expect(utinn).toMatchObject({
      legacyRoleCode: null,
      legacyUrn: null,
      urn: 'urn:altinn:rolecode:utinn',
    })
    expect(utinn?.provider).toMatchObject({ code: 'sys-altinn2', logoUrl: null, type: null })
    expect(utinn).not.toHaveProperty('isRevocable')
    const own = rows.find(({ code }) => code === 'privatperson')
    expect(own).toMatchObject({ legacyRoleCode: 'priv', provider: { code: 'sys-altinn3' } })
  })

  it('answers one id with a list of one, an unknown id with 404 and any other text with 400', async () => {
    const { rows } = await ask(path)
    const [first] = rows
    expect((await ask(`${path}/${String(first?.id)}`)).rows).toEqual([first])
    expect((await ask(`${path}/00000000-0000-4000-8000-000000000000`)).status).toBe(404)
    expect((await ask(`${path}/utinn`)).status).toBe(400)
  })
})

describe("the resource registry's rules of a policy", () => {
  const rulesOf = (id: string) => ask(`/resourceregistry/api/v1/resource/${id}/policy/rules`)
  const action = { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: 'read' }

  it('lists each subject, action and resource apart', async () => {
    const { rows } = await rulesOf('acn-broker-02')
    const resource = [{ type: 'urn:altinn:resource', value: 'acn-broker-02' }]
    for (const subject of [
      { type: 'urn:altinn:external-role:ccr', value: 'daglig-leder' },
      { type: 'urn:altinn:rolecode', value: 'DAGL' },
      { type: 'urn:altinn:accesspackage', value: 'regnskapsforer-lonn' },
      { type: 'urn:altinn:org', value: 'ttd' },
    ]) {
      expect(rows).toContainEqual({ subject: [subject], action, resource })
    }
  })

  it("names an app by its owner and its name, with a task in some of an app's rules", async () => {
    const { rows } = await rulesOf('app_ttd_prove-skjema')
    const app = [
      { type: 'urn:altinn:org', value: 'ttd' },
      { type: 'urn:altinn:app', value: 'prove-skjema' },
    ]
    const subject = [{ type: 'urn:altinn:rolecode', value: 'PRIV' }]
    expect(rows).toContainEqual({ subject, action, resource: app })
    const inTask = [...app, { type: 'urn:altinn:task', value: 'Task_1' }]
    expect(rows).toContainEqual({ subject, action, resource: inTask })
  })

  it('has none for a resource without a policy', async () => {
    expect((await rulesOf('no-such-resource')).status).toBe(404)
    expect((await rulesOf('app_ttd_no-such-app')).status).toBe(404)
  })
})
