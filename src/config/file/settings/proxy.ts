import Type from 'typebox'
import { address } from './kinds.ts'

/** The section `proxy`: what stands between the gateway and the platforms. */
export const Proxy = Type.Object(
  {
    url: Type.Optional(
      address(
        'Through which all platforms are called, by CONNECT, loopback excepted; may hold credentials. HTTPS_PROXY.',
      ),
    ),
    except: Type.Array(Type.String(), {
      default: [],
      description:
        'Hosts that are called directly, comma-separated: a name and all below it, an address, a network, any of them but a network with a port, or *. NO_PROXY.',
    }),
  },
  { default: {}, additionalProperties: false },
)
