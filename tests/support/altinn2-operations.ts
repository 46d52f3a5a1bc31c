import { seedConsents } from '../../sandbox/altinn2/consents/consent-state.ts'
import { seedDelegationRequests } from '../../sandbox/altinn2/service-owner/delegation-requests-state.ts'
import { kinds } from '../../sandbox/altinn3/access-management/kinds.ts'
import { mainParty } from '../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { people } from '../../sandbox/people.ts'

/** One call of an operation, and what Altinn 2's documents say of its answer. */
export interface Example {
  /** Below `/api/`. */
  readonly target: string
  readonly body?: object | string
  readonly type?: string
  readonly status: number
  readonly reason?: string
  /** What the answer holds; `undefined` of an empty one. */
  readonly shows?: RegExp
  readonly location?: RegExp
  readonly accept?: string
}

const { customer, serviceOwner, vendor } = organizations
const main = `r${mainParty.partyId}`
const loner = `r${kinds.loner.partyId}`
const [accepted, unopened] = seedConsents().map(({ code }) => code)
const [request] = seedDelegationRequests().map(({ guid }) => guid)
const letter = 'my/messages/a4210001'
const form = 'my/messages/b3513210'
/** A form task that the test makes before each call. */
const draft = 'my/messages/{draft}'
const broker = 'brokerservice'
const file = '35abb71c-7243-46aa-9e6b-f1c986b9efaa'
const subject = `subject=${people.leader.number}&reportee=${customer.number}`
const guid = '00000000-0000-4000-8000-000000000000'

export const task = { Type: 'FormTask', ServiceCode: '5998', ServiceEdition: 160101 }
export const mainForm = {
  ...{ Type: 'MainForm', DataFormatId: '1900', DataFormatVersion: '12345' },
  FormData: '<Skjema><Navn>Prøve</Navn></Skjema>',
}
const subForm = { ...mainForm, Type: 'SubForm', DataFormatId: '1901', DataFormatVersion: '12346' }
const attachment = { FileName: 'kart.pdf', AttachmentType: 'Kartvedlegg', Data: 'JVBERg==' }
const consent = {
  ...{ CoveredBy: customer.number, OfferedBy: people.leader.number, OfferedByName: 'TESTPERSON' },
  ...{ ValidTo: '2030-01-01T00:00:00', RedirectUrl: 'https://kvassfjell.example/retur' },
  RequestResources: [{ ServiceCode: '5065', ServiceEditionCode: 23, Metadata: { aar: '2025' } }],
}
const newRequest = {
  ...{ CoveredBy: people.leader.number, OfferedBy: customer.number },
  RequestResources: [{ ServiceCode: '5998', ServiceEditionCode: 160101 }],
}
const described = encodeURIComponent(
  JSON.stringify({
    ...{ ServiceCode: '4483', ServiceEditionCode: 1, SendersReference: 'ref' },
    Recipients: [vendor.number],
  }),
)

const ok = (target: string, shows: RegExp): Example => ({ target, shows, status: 200 })
const gone = (target: string): Example => ({ target, status: 410 })
const done = (target: string, reason = 'No Content'): Example => ({ target, status: 204, reason })
const list = (name: string): RegExp => new RegExp(`^\\{"_links":.*"_embedded":\\{"${name}":\\[\\{`)

// prettier-ignore
const endUser: Readonly<Record<string, Example>> = {
  'AUT-01': { target: 'authentication/authenticatewithpassword', body: { UserName: 'kvassfjell_lonn', UserPassword: 'sandkasse-hemmelighet' }, status: 200 },
  'MSG-01': ok('my/messages', list('messages')),
  'MSG-02': { target: 'my/messages', body: { ...task, _embedded: { forms: [mainForm], attachments: [attachment] } }, status: 201, location: /\/api\/my\/messages\/b\d+$/ },
  'MSG-03': ok(letter, /"Body":/),
  'MSG-04': { target: `${draft}?complete=true&sign=true`, body: task, status: 204, location: /\/api\/my\/messages\/b\d+$/ },
  'MSG-05': done(letter),
  'MSG-06': ok(`${form}/print`, /^%PDF/),
  'MSG-07': { ...done(`${letter}/archive`, 'Message has been archived'), location: /\/api\/my\/messages\/b\d+$/ },
  'MSG-08': done('my/messages/{confirmable}/confirm', 'Message has been confirmed'),
  'MSG-09': ok(`${draft}/validate`, /^\{"Success":true,"ValidationErrors":\[\],"ValidationWarnings":\[\]\}$/),
  'MSG-10': ok('my/messages/{signable}/signingtext', /bekrefter/),
  'MSG-11': ok(`${letter}/custommessagedata`, /saksnummer/),
  'MSG-12': ok('my/messages/trashbin', /"_embedded":\{"messages":\[/),
  'ATT-01': ok(`${form}/attachments`, list('attachments')),
  'ATT-02': ok(`${form}/attachments/330044`, /./),
  'ATT-03': { target: `${draft}/attachments`, body: attachment, status: 201, location: /\/attachments\/\d+$/ },
  'ATT-04': { target: `${draft}/attachments/1`, body: attachment, status: 201, location: /\/attachments\/\d+$/ },
  'ATT-05': { target: `${draft}/attachments/1?fileName=kart.pdf&attachmentType=Kartvedlegg`, body: '%PDF', type: 'application/octet-stream', status: 201, location: /\/attachments\/\d+$/ },
  'ATT-06': { target: `${draft}/attachments/streamedattachment?fileName=kart.pdf&attachmentType=Kartvedlegg`, body: '%PDF', type: 'application/octet-stream', status: 201, location: /\/attachments\/\d+$/ },
  'ATT-07': done(`${draft}/attachments/330044`),
  'ATT-08': ok(`my/authorization/Attachments/${loner}?messageId=b3513210&attachmentId=330044`, /./),
  'FRM-01': ok(`${form}/forms`, list('forms')),
  'FRM-02': { target: `${draft}/forms`, body: subForm, status: 201, location: /\/forms\/880013$/ },
  'FRM-03': ok(`${form}/forms/880011`, /"FormId":880011/),
  'FRM-04': { ...done(`${draft}/forms/880011`), body: mainForm },
  'FRM-05': done(`${draft}/forms/880012`),
  'FRM-06': { ...ok(`${form}/forms/880011/formdata`, /^<\?xml|^</), accept: 'application/xml' },
  'FRM-07': ok(`${form}/forms/880011/print`, /^%PDF/),
  'REP-01': ok('reportees', list('reportees')),
  'REP-02': ok(`reportees/${main}`, /"Name":"KVASSFJELL/),
  'REP-03': ok('reportees?serviceCode=4540&serviceEdition=1', list('reportees')),
  'REP-04': ok('reportees?app=ttd/prove-skjema', list('reportees')),
  'REP-05': { target: 'reportees/ReporteeConversion', body: { OrganizationNumber: customer.number, OrganizationName: customer.name }, status: 200, shows: /"ReporteeId":"r/ },
  'REP-06': ok(`my/authorization/Reportee/${main}`, /"ReporteeId":"r/),
  'ORG-01': ok('organizations', list('organizations')),
  'ORG-02': ok(`organizations/${customer.number}`, /"OrganizationNumber":/),
  'PRF-01': ok('my/profile', /"PreferredLanguage":"NorwegianNO"/),
  'PRF-02': ok(`${customer.number}/profile`, /"Entity":"KVASSFJELL/),
  'PRF-03': ok(`${customer.number}/profile/contactinformation`, list('contactinformation')),
  'PRF-04': { ...done(`${customer.number}/profile/contactinformation`, 'Contact Information Created'), body: { Email: 'ny@kvassfjell.example' } },
  'PRF-05': ok(`${customer.number}/profile/contactinformation/4001`, /"Email":"post@/),
  'PRF-06': done(`${customer.number}/profile/contactinformation/4002`, 'Contact Information Deleted'),
  'ROL-01': ok('my/authorization/roles', list('roles')),
  'ROL-02': gone('my/authorization/roles/600123'),
  'RIG-01': ok('my/authorization/rights', list('rights')),
  'RIG-02': gone('my/authorization/apprights'),
  'RIG-03': gone('my/authorization/rights/7001'),
  'RIG-04': gone(`my/authorization/apprights/ttd/prove-skjema/${guid}`),
  'RIG-05': gone(`my/authorization/Rights/${loner}/rights/7001`),
  'RDF-01': ok('my/authorization/RoleDefinitions', list('roledefinitions')),
  'RDF-02': ok('my/authorization/RoleDefinitions/11', /"Rights":\{/),
  'RDF-03': gone('my/authorization/RoleDefinitions'),
  'RDF-04': gone('my/authorization/RoleDefinitions/11'),
  'RDF-05': gone('my/authorization/RoleDefinitions/11'),
  'DEL-01': ok('my/authorization/Delegations', list('rightholders')),
  'DEL-02': ok(`my/authorization/Delegations?receiverId=${loner}`, list('rights')),
  'DEL-03': ok(`my/authorization/Delegations/${loner}`, /"Roles":\{"_links".*"Rights":\{"_links"/),
  'DEL-04': ok(`my/authorization/Delegations/${loner}/rights`, list('rights')),
  'DEL-05': ok(`my/authorization/Delegations/${loner}/roles`, list('roles')),
  'DEL-06': gone(`my/authorization/Delegations/${loner}/apprights`),
  'DEL-07': { target: 'my/authorization/Delegations', body: { SocialSecurityNumber: people.loner.number, LastName: 'TESTPERSON', _embedded: { Roles: [{ RoleDefinitionId: 11 }], Rights: [{ ServiceCode: '5998', ServiceEditionCode: 160101, Action: 'Read' }] } }, status: 201 },
  'DEL-08': done(`my/authorization/Delegations/${loner}/roles/600123`),
  'DEL-09': done(`my/authorization/Delegations/${loner}/rights/7001`),
  'DEL-10': gone(`my/authorization/Delegations/${loner}/apprights/ttd/prove-skjema/${guid}`),
  'DEL-11': done(`my/authorization/Delegations?receiverId=${loner}&roleId=600123`),
  'DEL-12': done(`my/authorization/Delegations?receiverId=${loner}&authzRuleId=7002`),
  'DEL-13': gone(`my/authorization/Delegations?receiverId=${loner}&org=ttd&app=prove-skjema&ruleGuid=${guid}`),
  'LUP-01': ok('my/lookup/4542/1', /^"<Svar>/),
  'BRK-01': ok(`my/BrokerService/files/${file}`, /^content of/),
  'BRK-02': ok(`${broker}/inbox/hasavailablefiles?serviceCode=4483&serviceEditionCode=1&recipients=${customer.number}`, /^true$/),
  'BRK-03': ok(`my/${broker}/inbox`, /^\[\{/),
  'BRK-04': ok(`my/${broker}/inbox/${file}`, /"FileReference"/),
  'BRK-05': ok(`my/${broker}/inbox/${file}/download`, /^content of/),
  'BRK-06': ok(`my/${broker}/inbox/${file}/receipt`, /"Status":"OK"/),
  'BRK-07': ok(`my/${broker}/inbox/${file}/confirmdownloaded`, /"Status":"OK"/),
  'BRK-08': { target: `my/${broker}/outbox?fileName=l%C3%B8nn.zip&brokerServiceDescription=${described}`, body: 'zip', type: 'application/zip', status: 201, shows: /"FileReference"/ },
  'BRK-09': ok(`my/${broker}/outbox/{sent}`, /"FileReference"/),
  'BRK-10': ok(`my/${broker}/outbox/{sent}/receipt`, /"SubReceipts"/),
}

// prettier-ignore
const others: Readonly<Record<string, Example>> = {
  'CON-01': ok('consentRequests', list('consentRequests')),
  'CON-02': ok(`consentRequests/${unopened ?? ''}`, /"RequestStatus":"Unopened"/),
  'CON-03': { target: 'consentRequests', body: consent, status: 201, shows: /"gui":\{"href":"https:\/\/tt02\.altinn\.no\/ui\// },
  'CON-04': done(`consentRequests/${unopened ?? ''}`),
  'CON-05': ok(`consentRequest/${unopened ?? ''}`, /"RequestStatus":"Unopened"/),
  'CON-06': done(`consentRequest/${unopened ?? ''}`),
  'CON-07': { target: 'consentRequest', body: consent, status: 201, shows: /"AuthorizationCode":/ },
  'TOK-01': ok(`authorization/token/${accepted ?? ''}`, /^"eyJ/),
  'TOK-02': done(`authorization/token/${accepted ?? ''}`),
  'TOK-03': { ...done(`authorization/token/${accepted ?? ''}/loguse`), body: { ServiceCode: '5065', ServiceEditionCode: 23, UsageDateTime: '2026-03-04T05:06:07' } },
  'TOK-04': ok(`authorization/token?authcode=${accepted ?? ''}`, /^"eyJ/),
  'DRQ-01': gone('delegationRequests'),
  'DRQ-02': gone(`delegationRequests/${guid}`),
  'DRQ-03': gone('delegationRequests'),
  'DRQ-04': gone(`delegationRequests/${guid}`),
  'EUS-01': ok('enterpriseusers', /^\[\{"UserName":"kvassfjell_lonn"/),
  'EUS-02': { target: 'enterpriseusers', body: { UserName: 'ny_bruker' }, status: 201, shows: /"Secret":/ },
  'EUS-03': ok('enterpriseusers/kvassfjell_lonn', /^\[\{.*"OwnerOrgNo"/),
  'EUS-04': { ...ok('enterpriseusers/kvassfjell_lonn', /"UserName":"nytt_navn"/), body: { UserName: 'nytt_navn' } },
  'EUS-05': done('enterpriseusers/kvassfjell_lonn'),
  'EUS-06': ok('enterpriseusers/kvassfjell_lonn/rotatesecret', /"Secret":/),
  'MET-01': ok('metadata', list('metadata')),
  'MET-02': ok('metadata/formtask/5998/160101', /"FormsMetaData":\[/),
  'MET-03': ok('metadata/correspondence/4540/1', /"ServiceType":"Correspondence"/),
  'MET-04': ok('metadata/lookup/4542/1', /"ServiceType":"Lookup"/),
  'MET-05': { ...ok('metadata/lookup/4542/1/schemas/ResponseSchema', /^<\?xml.*<xs:schema/), accept: 'application/xml' },
  'MET-06': { ...ok('metadata/formtask/5998/160101/forms/1900/12345/xsd', /^<\?xml.*<xs:schema/), accept: 'application/xml' },
  'MET-07': { ...ok('metadata/formtask/5998/160101/attachmentrules/1/xsd', /^<\?xml.*<xs:schema/), accept: 'application/xml' },
  'MET-08': ok('metadata/codelists', list('codelists')),
  'MET-09': ok('metadata/codelists/PRV_Kommune/12', /"Codes":\[\{"Code":/),
  'MET-10': ok('metadata/rolerequirements?serviceCode=5998&serviceEditionCode=160101', list('rolerequirements')),
  'MET-11': ok('metadata/rolerequirements?app=ttd/prove-skjema', list('rolerequirements')),
  'MET-12': ok('metadata/roledefinitions', list('roledefinitions')),
  'MET-13': ok('metadata/roledefinitions/195', /"RoleDefinitionCode":"DAGL"/),
  'MET-14': ok('metadata/well-known', /"jwks_uri"/),
  'MET-15': ok('metadata/jwk', /"x5c"/),
}

const owners = 'serviceowner'
const one = `${owners}/organizations/${customer.number}`
// prettier-ignore
const serviceOwners: readonly Example[] = [
  ok(`${owners}/reportees?subject=${people.leader.number}`, list('reportees')),
  ok(`${owners}/authorization/rights?${subject}`, /^\{"Subject":.*"Reportee":.*"Rights":\[\{.*"_links"/),
  gone(`${owners}/authorization/apprights?${subject}`),
  ok(`${owners}/authorization/roles?${subject}`, list('roles')),
  gone(`${owners}/roledefinitions`),
  gone(`${owners}/roledefinitions/11`),
  { target: `${owners}/delegations/roles/?onBehalfOf=${people.leader.number}`, body: { SocialSecurityNumber: people.loner.number, LastName: 'TESTPERSON', _embedded: { Roles: [{ RoleDefinitionId: 29486 }] } }, status: 201 },
  done(`${owners}/delegations/roles/700011`),
  ok(`${owners}/delegationRequests`, /"delegationRequests":\[\{.*"continuationtoken":"[\dT:.-]+_88"\}$/),
  ok(`${owners}/delegationRequests/${request ?? ''}`, /"sendRequest":\{"href":"https:\/\/tt02\.altinn\.no\/ui\//),
  { ...ok(`${owners}/delegationRequests`, /"RequestStatus":"Created"/), body: newRequest },
  done(`${owners}/delegationRequests/${request ?? ''}`),
  ok(`${owners}/consents?serviceCode=5065&serviceEditionCode=23`, /"consents":\[\{.*"continuationtoken"/),
  ok(`${owners}/events/feed?eventOffset=1`, list('events')),
  ok(`${owners}/notifications/validaterecipient?organizationNumber=${customer.number}`, /^\{"inboxAccessible":true/),
  ok(`${owners}/organizations`, list('organizations')),
  ok(one, /"officialcontacts":\{"href"/),
  ok(`${one}/officialcontacts`, list('officialcontacts')),
  ok(`${one}/personalcontacts`, list('personalcontacts')),
  ok(`${one}/personalcontacts/${main}1/roles`, list('roles')),
  ok(`${owners}/srr?serviceCode=5065&serviceEditionCode=23`, list('srrrights')),
  ok(`${owners}/srr/6565`, /"Condition":\{/),
  { target: `${owners}/srr`, body: [{ ServiceCode: '5065', ServiceEditionCode: 23, Reportee: vendor.number, Right: 'Read', ValidTo: '2031-01-01T00:00:00' }], status: 201, shows: /"OperationStatus":"Ok"/ },
  { target: `${owners}/srr/6565`, body: { Id: 6565, ServiceCode: '5065', ServiceEditionCode: 23, Reportee: vendor.number, Right: 'Read' }, status: 200, shows: /"OperationStatus":"Ok"/ },
  done(`${owners}/srr/6565`),
]

/** By the operation's row in Altinn 2's catalogue. */
export const examples: Readonly<Record<string, Example>> = {
  ...endUser,
  ...others,
  ...Object.fromEntries(
    serviceOwners.map((example, place) => [`SO-${String(place + 1).padStart(2, '0')}`, example]),
  ),
}

export const ownerNumber = serviceOwner.number
