import Type from 'typebox'
import { address } from './kinds.ts'

/** The section `maskinporten`: whose tokens count. */
export const Maskinporten = Type.Object(
  {
    issuer: address('Whose tokens count; compared letter for letter. MASKINPORTEN_ISSUER.'),
    jwksUrl: address('Where the keys of that issuer are. MASKINPORTEN_JWKS_URL.'),
    audiencePolicy: Type.Union([Type.Literal('compat'), Type.Literal('strict')], {
      description: 'compat takes tokens without an audience, too. AUDIENCE_POLICY.',
    }),
    altinnTokens: Type.Union([Type.Literal('accept'), Type.Literal('refuse')], {
      default: 'refuse',
      description: "Tokens that Altinn 3's exchange has issued count too. ALTINN_TOKENS.",
    }),
    audiences: Type.Array(Type.String(), {
      description: 'Audiences that count as ours, in addition to publicUrl.',
    }),
    delegationSources: Type.Array(Type.String(), {
      description: 'Where API access may have been delegated.',
    }),
  },
  { additionalProperties: false },
)
