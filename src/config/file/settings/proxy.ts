import Type from 'typebox'
import { address } from './kinds.ts'

/** The section `proxy`: what stands between the gateway and the platforms. */
export const Proxy = Type.Object(
  {
    url: Type.Optional(
      address(
        'The proxy through which all platforms are called; may hold credentials. HTTPS_PROXY.',
      ),
    ),
    except: Type.Array(Type.String(), {
      default: [],
      description:
        'Hosts that are called directly, comma-separated: a name with all below it, an address, either of them with :port, a network such as 10.0.0.0/8, or * for all. NO_PROXY.',
    }),
  },
  { default: {}, additionalProperties: false },
)
