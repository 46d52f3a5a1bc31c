import { describe, expect, it } from 'vitest'
import { matches } from '../../../src/altinn2/odata/evaluate.ts'
import type { ODataModel } from '../../../src/altinn2/odata/model.ts'
import { needFilter } from '../../../src/altinn2/odata/parse/parse-filter.ts'
import { shortWork } from '../../../src/altinn2/odata/work.ts'
import type { Json } from '../../../src/altinn2/response.ts'

type Row = Readonly<Record<string, Json>>

const models = 'Altinn.SBL.AltinnWebAPI.Models'
const message: ODataModel = {
  type: `${models}.Message`,
  properties: {
    ...{ MessageId: 'string', Subject: 'string', Summary: 'string', Status: 'string' },
    ...{ CreatedDate: 'dateTime', ServiceOwner: 'string', ServiceCode: 'string' },
    ...{ ServiceEdition: 'int', IsRead: 'boolean', IsSigned: 'boolean', Missing: 'int' },
  },
}
const reportee: ODataModel = {
  type: `${models}.Reportee`,
  properties: { Name: 'string', Type: 'string', OrganizationNumber: 'string', Status: 'string' },
}
const role: ODataModel = {
  type: `${models}.Role`,
  properties: { RoleType: 'string', RoleDefinitionCode: 'string' },
}
const right: ODataModel = {
  type: `${models}.Right`,
  properties: { ServiceCode: 'string', RightSourceType: 'string' },
}
const metadata: ODataModel = {
  type: `${models}.ServiceMetaData`,
  properties: { ServiceOwnerCode: 'string', ServiceCode: 'string', ServiceEditionCode: 'int' },
}
const delegationRequest: ODataModel = {
  type: `${models}.DelegationRequest`,
  properties: { CoveredBy: 'string' },
}

function chosen(filter: string, model: ODataModel, rows: readonly Row[]): readonly Row[] {
  const expression = needFilter(filter, model)
  return rows.filter((row) => matches(expression, row, shortWork()))
}

const person = { Name: 'SYNTETISK PERSON', Type: 'Person', Status: 'Active' }
const company = { Name: 'Fjell AS', Type: 'Enterprise', Status: 'Active' }
const closed = { Name: 'Fjellet ANS', Type: 'Enterprise', Status: 'Inactive' }
const unnamed = { Type: 'Business', Status: 'Active', OrganizationNumber: '910000001' }
const unread = { Status: 'Ulest', ServiceCode: '5012', ServiceEdition: 171208, Subject: 'Skatt' }
const archived = { Status: 'Arkivert', ServiceCode: '5012', ServiceEdition: 1, Summary: 'Om SKATT' }
const submitted = { Status: 'Sendt og arkivert', ServiceCode: '4752', Subject: 'Årsregnskap' }
const early = { CreatedDate: '2018-01-21T23:59:59.9999999', ServiceOwner: 'Skatteetaten' }
const noon = { CreatedDate: '2018-01-22T12:00:00', ServiceOwner: 'Skatteetaten' }
const late = { CreatedDate: '2018-02-01T00:00:00.01', ServiceOwner: "Kartverket's" }
const mail = [unread, archived, submitted]
const dated = [early, noon, late]

/** Sources: the clients' own code and Altinn/docs content/api/rest/meldinger/hente.md. */
describe('a filter that a client of Altinn 2 sends', () => {
  it.each<[string, ODataModel, readonly Row[], readonly Row[]]>([
    [
      "Type ne 'Person' and Status eq 'Active'",
      reportee,
      [person, company, closed, unnamed],
      [company, unnamed],
    ],
    ["Type ne 'Person'", reportee, [person, company, closed], [company, closed]],
    ["Type eq 'ENK'", reportee, [{ Type: 'ENK' }, { Type: 'AS' }, {}], [{ Type: 'ENK' }]],
    [
      "substringof('fjell', tolower(Name)) or substringof('fjell', OrganizationNumber)",
      reportee,
      [person, company, closed, unnamed],
      [company, closed],
    ],
    [
      "substringof('0000', tolower(Name)) or substringof('0000', OrganizationNumber)",
      reportee,
      [company, unnamed],
      [unnamed],
    ],
    ["ServiceCode eq '5012' and ServiceEdition eq 171208", message, mail, [unread]],
    ["Status eq 'Ulest'", message, mail, [unread]],
    ["Status ne 'Sendt og arkivert' and Status ne 'Arkivert'", message, mail, [unread]],
    ["Status eq 'Sendt og arkivert' or Status eq 'Arkivert'", message, mail, [archived, submitted]],
    ["substringof('års', tolower(Subject))", message, mail, [submitted]],
    ["substringof('skatt', tolower(Summary))", message, mail, [archived]],
    [
      "(Status ne 'Arkivert') and (substringof('skatt', tolower(Subject)) or substringof('skatt', tolower(Summary)))",
      message,
      mail,
      [unread],
    ],
    ["ServiceOwner eq 'Skatteetaten'", message, dated, [early, noon]],
    ["CreatedDate gt DateTime'2018-01-22T00:00:00'", message, dated, [noon, late]],
    ["CreatedDate gt datetime'2018-02-01'", message, dated, [late]],
    ["RightSourceType ne 'RoleTypeRights'", right, [{ RightSourceType: 'RoleTypeRights' }], []],
    ["ServiceCode eq '4752'", right, [{ ServiceCode: '4752' }], [{ ServiceCode: '4752' }]],
    [
      "ServiceCode eq '5755' or ServiceCode eq '4814' or ServiceCode eq '4752'",
      right,
      [{ ServiceCode: '4752' }, { ServiceCode: '1' }],
      [{ ServiceCode: '4752' }],
    ],
    [
      "(RoleType eq 'Altinn' and (RoleDefinitionCode eq 'SIGNE' or RoleDefinitionCode eq 'A0237')) or (RoleType eq 'External' and (RoleDefinitionCode eq 'DAGL' or RoleDefinitionCode eq 'LEDE'))",
      role,
      [
        { RoleType: 'Altinn', RoleDefinitionCode: 'A0237' },
        { RoleType: 'Altinn', RoleDefinitionCode: 'DAGL' },
        { RoleType: 'External', RoleDefinitionCode: 'DAGL' },
      ],
      [
        { RoleType: 'Altinn', RoleDefinitionCode: 'A0237' },
        { RoleType: 'External', RoleDefinitionCode: 'DAGL' },
      ],
    ],
    [
      "CoveredBy eq '26899299344'",
      delegationRequest,
      [{ CoveredBy: '26899299344' }, { CoveredBy: '26899299345' }],
      [{ CoveredBy: '26899299344' }],
    ],
    ["ServiceOwnerCode eq 'NAV'", metadata, [{ ServiceOwnerCode: 'nav' }], []],
    [
      "ServiceCode eq '1234' and ServiceEditionCode eq 1",
      metadata,
      [
        { ServiceCode: '1234', ServiceEditionCode: 1 },
        { ServiceCode: '1234', ServiceEditionCode: 2 },
      ],
      [{ ServiceCode: '1234', ServiceEditionCode: 1 }],
    ],
  ])('means what it meant: %s', (filter, model, rows, expected) => {
    expect(chosen(filter, model, rows)).toEqual(expected)
  })
})

const row = {
  Subject: "Per's ærend",
  Summary: ' Æ ',
  Status: 'B',
  ServiceEdition: 5,
  IsRead: true,
  IsSigned: false,
  CreatedDate: '2020-02-29T23:58:57.1234567',
}

describe('the library’s grammar', () => {
  it.each([
    "Subject eq 'Per''s ærend'",
    "Subject ne ''",
    "endswith(Subject, 'ærend') and startswith(Subject,'Per''s')",
    "tolower(Summary) eq ' æ '",
    "toupper('straße') eq 'STRAßE'",
    "trim(Summary) eq 'Æ'",
    "concat(Status, concat('-', Status)) eq 'B-B'",
    'length(Summary) eq 3',
    "indexof(Subject, 'æ') eq 6",
    "indexof(Subject, 'x') eq -1",
    'year(CreatedDate) eq 2020 and month(CreatedDate) eq 2 and day(CreatedDate) eq 29',
    'hour(CreatedDate) eq 23 and minute(CreatedDate) eq 58 and second(CreatedDate) eq 57',
    "CreatedDate eq datetime'2020-02-29T23:58:57.1234567'",
    "CreatedDate eq DATETIME'2020-02-29T23:58:57.1234567Z'",
    "CreatedDate eq datetime'2020-02-29T22:58:57.1234567+00:00'",
    "CreatedDate lt datetime'2020-02-29T23:59'",
    'ServiceEdition gt 4 and ServiceEdition ge 5 and ServiceEdition lt 6 and ServiceEdition le 5',
    'ServiceEdition eq 5L and ServiceEdition lt 9223372036854775807l',
    'ServiceEdition gt -1 and ServiceEdition gt - 1 and ServiceEdition gt -2147483648',
    "Status gt 'A' and Status lt 'a' and 'C' ge Status",
    'IsRead',
    'not IsSigned',
    'not not IsRead',
    'not (IsSigned or not IsRead)',
    'IsRead eq true and IsSigned eq false and IsRead ne IsSigned',
    "startswith(Status, 'B') eq true",
    "(Status eq 'B') eq IsRead",
    "Status eq 'B' eq true",
    "IsSigned and IsSigned or Status eq 'B'",
    "Status eq 'B' or IsSigned and IsSigned",
    'Missing eq null and null eq Missing',
    'ServiceEdition ne null',
    'null eq null',
    'Status gt null and null lt Status and MessageId le null',
    "MessageId ne 'x' and MessageId lt ''",
    'true',
    "((((Status)))eq('B'))",
    "\tStatus\r\neq\u00a0'B' ",
    "ServiceEdition eq 5and(Status eq'B')",
    'Subject eq Subject',
  ])('has %s hold', (filter) => {
    expect(chosen(filter, message, [row])).toEqual([row])
  })

  it.each([
    "MessageId eq 'x'",
    "not (MessageId ne 'x')",
    'Missing eq 1',
    'Missing ne 1',
    'not (Missing eq 1)',
    'Missing eq Missing',
    'Missing lt 1 or Missing ge 1',
    'Missing eq 1 and IsSigned',
    "startswith(MessageId, '')",
    "not startswith(MessageId, '')",
    "startswith(MessageId, '') eq false",
    'length(MessageId) eq 0',
    'substringof(null, null)',
    'false',
    'IsSigned and null',
    "Status eq 'b'",
    "substringof(Subject, 'Per')",
    "CreatedDate gt datetime'2020-02-29T23:58:57.1234567'",
  ])('does not have %s hold', (filter) => {
    expect(chosen(filter, message, [row])).toEqual([])
  })

  it('takes a moment with an offset for what Norwegian clocks showed', () => {
    const filter = "CreatedDate eq datetime'2024-07-01T10:00:00Z'"
    expect(chosen(filter, message, [{ CreatedDate: '2024-07-01T12:00:00' }])).toEqual([])
    const offset = "CreatedDate eq datetime'2024-07-01T10:00:00+00:00'"
    expect(chosen(offset, message, [{ CreatedDate: '2024-07-01T12:00:00' }])).toHaveLength(1)
  })

  it('has no time zone of the machine in it', () => {
    // An hour that daylight saving leaves out in Norway, and one that it repeats.
    const rows = ['2024-03-31T02:30:00', '2024-10-27T02:30:00'].map((CreatedDate) => ({
      CreatedDate,
    }))
    const filter = (at: string): string => `CreatedDate ge datetime'${at}'`
    expect(chosen(filter('2024-03-31T02:30'), message, rows)).toEqual(rows)
    expect(chosen(filter('2024-03-31T02:30:00.0000001'), message, rows)).toEqual([rows[1]])
  })

  it('takes a value of another type than its model says for none', () => {
    const wrong = { ServiceEdition: '5', Status: 5, IsRead: 'true', CreatedDate: 'yesterday' }
    const filter =
      'ServiceEdition eq null and Status eq null and IsRead eq null and CreatedDate eq null'
    expect(chosen(filter, message, [wrong, row])).toEqual([wrong])
  })
})

describe('a checked filter', () => {
  it('is a small tree of plain values, chains in one list', () => {
    expect(
      needFilter("ServiceCode eq '5012' and ServiceEdition ge 1 and not IsRead", message),
    ).toEqual({
      kind: 'and',
      operands: [
        {
          kind: 'comparison',
          operator: 'eq',
          left: { kind: 'property', name: 'ServiceCode', type: 'string' },
          right: { kind: 'literal', type: 'string', value: '5012' },
        },
        {
          kind: 'comparison',
          operator: 'ge',
          left: { kind: 'property', name: 'ServiceEdition', type: 'int' },
          right: { kind: 'literal', type: 'int', value: 1 },
        },
        { kind: 'not', operand: { kind: 'property', name: 'IsRead', type: 'boolean' } },
      ],
    })
  })
})
