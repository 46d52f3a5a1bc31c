import type { Model, Resource } from '../../../src/altinn2/response.ts'

/** A message with every kind of link. */
export const message: Resource = {
  type: 'Message',
  properties: {
    MessageId: 'a7005678',
    Subject: 'Årsregnskap & <budsjett>',
    ServiceEdition: 160101,
  },
  links: {
    form: 'object',
    to: {
      self: { to: '/api/my/messages/a7005678' },
      print: { to: '/api/my/messages/a7005678/print', mimeType: 'application/pdf' },
      portalview: { to: 'https://www.altinn.no/Pages/Message.aspx?ESC=5999&ESEC=1' },
      form: [{ to: '/api/my/messages/a7005678/forms/880011', name: 'XX-0001 Prøveskjema' }],
      attachment: [
        {
          to: '/api/my/messages/a7005678/attachments/330044',
          name: 'budsjett',
          fileName: 'budsjett.xlsx',
          encrypted: false,
          signingLocked: false,
          signedByDefault: true,
          fileSize: 20480,
        },
        { to: '/api/my/messages/a7005678/attachments/330045', fileSize: -1 },
      ],
    },
  },
}

/** A list under its relation, one member of which has links. */
export const reportees: Model = {
  kind: 'collection',
  relation: 'reportees',
  type: 'Reportee',
  resources: [
    {
      type: 'Reportee',
      properties: { Name: 'FJORDNES AS', Type: 'Enterprise', ParentOrganizationNumber: null },
      links: { form: 'object', to: { self: { to: '/api/reportees/r50900001' } } },
    },
    { type: 'Reportee', properties: { Name: 'TEST KARI', Type: 'Person' } },
  ],
  links: {
    form: 'object',
    to: {
      find: { to: '/api/reportees/{reporteeId}', isTemplated: true },
      self: { to: '/api/reportees' },
    },
  },
}

/** A list without a relation, with links as text. */
export const files: Model = {
  kind: 'list',
  type: 'BrokerServiceFileReference',
  resources: [
    {
      type: 'BrokerServiceFileReference',
      properties: { ServiceCode: '5997', FileSize: 2048 },
      links: {
        form: 'text',
        to: {
          self: '/api/my/brokerservice/inbox/1',
          receipt: 'https://altinn2.example/api/my/brokerservice/inbox/1/receipt',
        },
      },
    },
  ],
}

/** Properties in properties, and lists of everything. */
export const nested: Model = {
  kind: 'resource',
  resource: {
    type: 'SrrRight',
    properties: {
      Right: 'Read',
      Condition: {
        KeepSessionAlive: true,
        IsSender: false,
        AllowedRedirectDomain: ['*.example', ''],
      },
      ParentRoleDefinitionIds: [82, 5_000_000_000, 0.5],
      SubReceipts: [{ ReceiptID: 11, ParentReceiptID: null }, {}],
      Codes: [{ Code: 'A' }],
      Flags: [true, null, [1]],
      Empty: [],
      Nothing: null,
      'no-nb': 'ja',
      'a b': '',
    },
  },
}

export const emptyList: Model = {
  kind: 'collection',
  relation: 'reportees',
  type: 'Reportee',
  resources: [],
  links: { form: 'object', to: {} },
}
