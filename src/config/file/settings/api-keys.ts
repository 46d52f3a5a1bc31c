import Type from 'typebox'
import { patterned } from './kinds.ts'

/** The section `apiKeys`: what is asked of the header ApiKey. */
export const ApiKeys = Type.Object(
  {
    mode: Type.Union([Type.Literal('forward'), Type.Literal('require'), Type.Literal('registry')], {
      default: 'forward',
      description:
        'forward: Altinn 2 judges ApiKey; require: there must be one; registry: it must be in keys. API_KEY_MODE.',
    }),
    secret: Type.Optional(
      Type.String({
        minLength: 32,
        description: 'With registry: HMAC-SHA256 makes the hashes of keys. API_KEY_SECRET.',
      }),
    ),
    keys: Type.Array(
      Type.Object(
        {
          hash: patterned('^[0-9a-fA-F]{64}$', '64 hexadecimal digits'),
          owner: patterned('^[0-9]{9}$', 'nine digits'),
          resources: Type.Array(
            patterned(
              '^(?:LookUp|Message|Organization|UserProfile|Authorization|ServiceOwner|Broker)\\.(?:read|write)$',
              'LookUp, Message, Organization, UserProfile, Authorization, ServiceOwner or Broker, with .read or .write',
            ),
          ),
        },
        { additionalProperties: false },
      ),
      {
        default: [],
        description: 'API keys by their hashes, each with its owner and what it opens.',
      },
    ),
  },
  { default: {}, additionalProperties: false },
)
