import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway, type TestSettings } from './gateway.ts'
import { http, type HttpAnswer } from './network/http.ts'
import { sampleService } from './sample-service.ts'

/** A program of the vendor's that acts for the customer, and the gateway that it calls. */
export interface ClientSystem {
  readonly gateway: TestGateway
  /** As clients of Altinn 2 send them with each call. */
  readonly credentials: { readonly authorization: string; readonly apikey: string }
  /** Calls an address as an answer gives it. */
  readonly call: (
    method: string,
    address: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<HttpAnswer>
}

/** All addresses that answers give begin with it. */
export const publicUrl = 'https://gateway.example'

const writing = 'altinn:instances.read altinn:instances.write digdir:dialogporten'
const formsInAltinn3 = { altinn2Url: '', register: { services: [sampleService] } }

export async function startClientSystem(
  settings: TestSettings = formsInAltinn3,
  scope = writing,
): Promise<ClientSystem> {
  const { vendor, customer } = organizations
  const gateway = await startTestGateway(settings)
  const token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
  const credentials = { authorization: `Bearer ${token}`, apikey: 'key' }
  return {
    ...{ gateway, credentials },
    call: (method, address, headers, body) => {
      if (!address.startsWith(`${publicUrl}/api/`)) throw new Error(`no address: ${address}`)
      return http(gateway.url, address.slice(publicUrl.length), {
        ...{ method, headers: { ...credentials, ...headers } },
        ...(body === undefined ? {} : { body }),
      })
    },
  }
}

/** The status line without its version. */
export function lineOf({ status, reason }: HttpAnswer): string {
  return `${status} ${reason}`
}
