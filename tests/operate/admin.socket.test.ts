import { expect, it } from 'vitest'
import { createAdminPort } from '../../src/operate/admin.ts'
import { http } from '../support/network/http.ts'

const canary = '26899299344'

const notAsked = (): never => {
  throw new Error('not asked')
}

it('[94] strikes an identity number from the list of callers, wherever it came from', async () => {
  const caller = {
    endpoint: 'end-user/broker-inbox/list-inbox-files',
    owner: canary,
    organisation: '313876144',
    client: `eidas-${canary}`,
    code: 'SCOPE_MISSING' as const,
    error: 'SCOPE_MISSING' as const,
    refused: false,
    missingScopes: [`altinn:${canary}`],
    requests: 1,
    last: '2026-11-22T12:00:00.000Z',
  }
  const admin = createAdminPort({
    host: '127.0.0.1',
    token: undefined,
    missing: () => [],
    refusedCallers: { list: () => [caller], dropped: () => 0 },
    decide: notAsked,
    register: notAsked,
  })
  const url = await admin.listen({ port: 0, host: '127.0.0.1' })
  try {
    const { status, body } = await http(url, '/refused-callers')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      callers: [
        {
          ...caller,
          owner: '***********',
          client: 'eidas-***********',
          missingScopes: ['altinn:***********'],
        },
      ],
      dropped: 0,
    })
  } finally {
    await admin.close()
  }
})
