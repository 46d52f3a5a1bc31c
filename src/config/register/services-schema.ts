import Type, { type Static } from 'typebox'
import { patterned } from '../file/settings/kinds.ts'

const closed = { additionalProperties: false } as const
const app = patterned(
  '^[a-z][a-z0-9]*/[a-z][a-z0-9-]*$',
  'owner/app in lower case, such as ttd/my-app',
)
const resource = patterned(
  '^[a-z0-9_-]{4,255}$',
  '4 to 255 of a to z in lower case, digits, _ and -',
  { description: 'Resource id.' },
)
const dateTime = Type.String({
  description: 'ISO 8601; Norwegian time where no offset is given, midnight where no time is.',
})
const names = Type.Record(Type.String(), Type.String({ minLength: 1 }))
const elementName = Type.String({ minLength: 1, maxLength: 200 })
const whenSeveral = {
  default: Type.Optional(Type.Boolean({ description: 'The one for writes, of several.' })),
}

const Moved = Type.Union([
  Type.Object(
    {
      to: Type.Literal('app'),
      app,
      mainForm: Type.Optional(Type.String()),
      forms: Type.Optional(names),
      attachments: Type.Optional(names),
      steps: Type.Optional(
        Type.Record(Type.String(), Type.Union([Type.Literal('confirm'), Type.Literal('sign')]), {
          description:
            'Tasks that systems confirm or sign; all others are for people. Absent: all.',
        }),
      ),
      xml: Type.Optional(
        Type.Object(
          {
            rename: Type.Optional(
              Type.Record(Type.String(), elementName, {
                description: 'Element names of Altinn 2 to those of the app, without prefix.',
              }),
            ),
            drop: Type.Optional(
              Type.Array(elementName, {
                description: 'Elements of Altinn 2 that the app has no place for; never the root.',
              }),
            ),
          },
          {
            ...closed,
            description: 'What becomes of the elements of a form, wherever they stand.',
          },
        ),
      ),
      archive: Type.Optional(app),
      signingText: Type.Optional(
        Type.String({ minLength: 1, description: 'Id of the text to read before signing.' }),
      ),
      ...whenSeveral,
    },
    closed,
  ),
  ...(['broker', 'correspondence', 'consent'] as const).map((to) =>
    Type.Object({ to: Type.Literal(to), resource, ...whenSeveral }, closed),
  ),
  Type.Object(
    {
      to: Type.Literal('resource'),
      resource,
      accessList: Type.Optional(Type.String({ minLength: 1 })),
      ...whenSeveral,
    },
    closed,
  ),
  Type.Object(
    { to: Type.Literal('lookup'), app, dataType: Type.String({ minLength: 1 }), ...whenSeveral },
    closed,
  ),
  Type.Object(
    {
      to: Type.Literal('nowhere'),
      useInstead: Type.Optional(
        patterned(
          '^https://[\\x21\\x23-\\x3b\\x3d\\x3f-\\x7e]+$',
          'an address that begins with https://, without spaces, quotation marks, < and >',
        ),
      ),
      ...whenSeveral,
    },
    closed,
  ),
])

export const Service = Type.Object(
  {
    service: Type.String({ description: 'ServiceCode/ServiceEditionCode.' }),
    name: Type.Optional(Type.String()),
    owner: Type.Optional(Type.String({ description: "The service owner's code." })),
    moved: Type.Union([Moved, Type.Array(Moved, { minItems: 1 })]),
    since: Type.Optional(dateTime),
    until: Type.Optional(dateTime),
    rollout: Type.Optional(
      Type.Object(
        {
          percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
          organisations: Type.Optional(Type.Array(patterned('^\\d{9}$', 'nine digits'))),
        },
        { ...closed, minProperties: 1 },
      ),
    ),
    shadow: Type.Optional(
      Type.Boolean({ description: 'Also ask the other side, compare, never show.' }),
    ),
    fallback: Type.Optional(
      Type.Literal('reads', { description: 'Altinn 2 answers reads when Altinn 3 fails.' }),
    ),
  },
  closed,
)

export const Group = Type.Object(
  {
    on: Type.Union([Type.Literal('altinn2'), Type.Literal('altinn3'), Type.Literal('both')]),
    since: Type.Optional(dateTime),
    until: Type.Optional(dateTime),
  },
  closed,
)

/** What has moved where: the services file. */
export const ServicesFile = Type.Object(
  {
    services: Type.Optional(Type.Array(Service)),
    groups: Type.Optional(Type.Record(Type.String(), Group)),
  },
  { ...closed, minProperties: 1, title: 'What has moved where' },
)

export type ServicesFile = Static<typeof ServicesFile>
