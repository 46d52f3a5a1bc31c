type Provider = 'altinn2' | 'altinn3' | 'ccr' | 'cra'

type Row = readonly [
  provider: Provider,
  id: string,
  code: string,
  /** Altinn 2's, where the code is another one. */
  legacyCode: string,
  /** `key`: a key role; `policy`: policies of service owners may name it. */
  flags: string,
  ...names: readonly [nb: string, nn: string, en: string],
]

// Some of RoleConstants.cs, of each provider; among them roles that Altinn 2 never had.
// prettier-ignore
const rows: readonly Row[] = [
  ['altinn3', '42cae370-2dc1-4fdc-9c67-c2f4b0f0f829', 'rettighetshaver', '', '', 'Rettighetshaver', 'Rettshavar', 'Rightholder'],
  ['altinn3', 'ff4c33f5-03f7-4445-85ed-1e60b8aafb30', 'agent', '', '', 'Agent', 'Agent', 'Agent'],
  ['altinn3', 'ba1c261c-20ec-44e2-9e0b-4e7cfe9f36e7', 'hovedadministrator', '', '', 'Hovedadministrator', 'Hovudadministrator', 'Main Administrator'],
  ['altinn3', '1c6eeec1-fe70-4fc5-8b45-df4a2255dea6', 'privatperson', 'priv', 'policy', 'Privatperson', 'Privatperson', 'Private person'],
  ['altinn3', 'e16ab886-1e1e-4f45-8f79-46f06f720f3e', 'selvregistrert', 'seln', 'policy', 'Selvregistrert bruker', 'Sjølregistrert brukar', 'Self registered user'],
  ['ccr', '29a24eab-a25f-445d-b56d-e3b914844853', 'nestleder', 'nest', 'policy', 'Nestleder', 'Nestleiar', 'Deputy Leader'],
  ['ccr', '55bd7d4d-08dd-46ee-ac8e-3a44d800d752', 'daglig-leder', 'dagl', 'key policy', 'Daglig leder', 'Dagleg leiar', 'Managing Director'],
  ['ccr', '18baa914-ac43-4663-9fa4-6f5760dc68eb', 'deltaker-delt-ansvar', 'dtpr', 'key policy', 'Deltaker delt ansvar', 'Deltakar delt ansvar', 'Participant with Shared Responsibility'],
  ['ccr', '2651ed07-f31b-4bc1-87bd-4d270742a19d', 'innehaver', 'innh', 'key policy', 'Innehaver', 'Innehavar', 'Owner'],
  ['ccr', 'f045ffda-dbdc-41da-b674-b9b276ad5b01', 'styremedlem', 'medl', 'policy', 'Styremedlem', 'Styremedlem', 'Board Member'],
  ['ccr', '9e5d3acf-cef7-4bbe-b101-8e9ab7b8b3e4', 'styreleder', 'lede', 'key policy', 'Styrets leder', 'Styrets leiar', 'Chair of the Board'],
  ['ccr', 'e852d758-e8dd-41ec-a1e2-4632deb6857d', 'norsk-representant', 'repr', 'policy', 'Norsk representant for utenlandsk enhet', 'Norsk representant for utanlandsk eining', 'Norwegian Representative for a Foreign Entity'],
  ['ccr', 'db013059-4a8a-442d-bf90-b03539fe5dda', 'kontaktperson', 'kont', 'policy', 'Kontaktperson', 'Kontaktperson', 'Contact Person'],
  ['ccr', '69c4397a-9e34-4e73-9f69-534bc1bb74c8', 'kontaktperson-nuf', 'knuf', 'policy', 'Kontaktperson NUF', 'Kontaktperson NUF', 'Contact Person NUF'],
  ['ccr', '8f0cf433-954e-4680-a25d-a3cf9ffdf149', 'bestyrende-reder', 'best', 'key policy', 'Bestyrende reder', 'Bestyrande reder', 'Managing Shipowner'],
  ['ccr', '2cacfb35-2346-4a8d-95f6-b6fa4206881c', 'bostyrer', 'bobe', 'key policy', 'Bobestyrer', 'Bobestyrar', 'Estate Administrator'],
  ['ccr', 'f76b997a-9bd8-4f7b-899f-fcd85d35669f', 'revisor', 'revi', 'policy', 'Revisor', 'Revisor', 'Auditor'],
  ['ccr', '348b2f47-47ee-4084-abf8-68aa54c2b27f', 'forretningsforer', 'ffør', 'policy', 'Forretningsfører', 'Forretningsførar', 'Business Manager'],
  ['ccr', '46e27685-b3ba-423e-8b42-faab54de5817', 'regnskapsforer', 'regn', 'policy', 'Regnskapsfører', 'Reknskapsførar', 'Accountant'],
  ['ccr', '6aa99128-c901-4ab4-86cd-b5d92aeb0b80', 'prokurist', 'prok', '', 'Prokura', 'Prokura', 'Procuration'],
  ['ccr', '4b3ae668-5cae-4416-9121-c20e81597b12', 'kontaktperson-revisor', 'sreva', '', 'Revisor registrert i revisorregisteret', 'Revisor registrert i revisorregisteret', 'Auditor registered in auditor register'],
  ['cra', '5921ad7b-6bf7-4887-924a-c2eca2c9c290', 'nav-arbeid', '', '', 'Nav - Arbeid', 'Nav - Arbeid', 'Nav - Work'],
  ['altinn2', 'c497b499-7e98-423d-9fe7-ad5a6c3b71ad', 'a0212', '', 'policy', 'Primærnæring og næringsmiddel', 'Primærnæring og næringsmiddel', 'Primary industry and foodstuff'],
  ['altinn2', '151955ec-d8aa-4c14-a435-ffa96b26a9fb', 'a0236', '', 'policy', 'Post/arkiv', 'Post/arkiv', 'Mail/archive'],
  ['altinn2', 'c2884487-a634-4537-95b4-bafb917b62a8', 'a0237', '', 'policy', 'Ansvarlig revisor', 'Ansvarleg revisor', 'Auditor in charge'],
  ['altinn2', 'ebed65a5-dd87-4180-b898-e1da249b128d', 'a0239', '', 'policy', 'Regnskapsfører med signeringsrettighet', 'Rekneskapsførar med signeringsrett', 'Accountant with signing rights'],
  ['altinn2', '48f9e5ec-efd5-4863-baba-9697b8971666', 'admai', '', '', 'Tilgangsstyring', 'Tilgangsstyring', 'Access manager'],
  ['altinn2', '60abf944-cf8c-4845-b310-83bcb6c77198', 'attst', '', 'policy', 'Revisorattesterer - MVA kompensasjon', 'Revisorattesterar - MVA kompensasjon', 'Auditor certifies validity of VAT compensation'],
  ['altinn2', 'd9e05d40-9849-4982-bf04-aa03b19e4a66', 'hadm', '', '', 'Hovedadministrator', 'Hovudadministrator', 'Main Administrator'],
  ['altinn2', '010b4c49-bf56-44e3-b73b-84be7b2a5eb6', 'loper', '', 'policy', 'Lønn og personalmedarbeider', 'Løn og personalmedarbeidar', 'Salaries and personnel employee'],
  ['altinn2', '0f276fc4-c201-4ff7-8e8a-caa3efe9c02a', 'pasig', '', '', 'Parallell signering', 'Parallell signering', 'Parallel signing'],
  ['altinn2', '696478f4-c85b-4bda-ace0-caa058fe5def', 'priut', '', 'policy', 'Privatperson begrensede rettigheter', 'Privatperson avgrensa retter', 'Limited rights for an individual'],
  ['altinn2', '633cde7d-3604-45b2-ba8c-e16161cf2cf8', 'regna', '', 'policy', 'Regnskapsmedarbeider', 'Rekneskapsmedarbeidar', 'Accounting employee'],
  ['altinn2', 'e427a9fb-4b6b-44b3-b873-689d174283b8', 'signe', '', 'policy', 'Signerer av Samordnet registermelding', 'Signerar av Samordna registermelding', 'Signer of Coordinated register notification'],
  ['altinn2', 'b1213d79-03fa-4837-9193-e4b9fe24eccb', 'uihtl', '', 'policy', 'Helse-, sosial- og velferdstjenester', 'Helse-, sosial- og velferdstenester', 'Health-, social- and welfare services'],
  ['altinn2', 'dbaae9f8-107a-4222-9afd-d9f95cd5319c', 'utinn', '', 'policy', 'Utfyller/Innsender', 'Utfyllar/innsendar', 'Reporter/sender'],
]

// ProviderConstants.cs
const providers = {
  altinn2: { id: '0195ea92-2080-777d-8626-69c91ea2a05d', name: 'Altinn 2', code: 'sys-altinn2' },
  altinn3: { id: '0195ea92-2080-7e7c-bbe3-bb0521c1e51a', name: 'Altinn 3', code: 'sys-altinn3' },
  ccr: { id: '0195ea92-2080-758b-89db-7735c4f68320', name: 'Enhetsregisteret', code: 'sys-ccr' },
  cra: {
    ...{ id: '019bbcab-449f-749a-bc13-4218549b8e93', name: 'Sivilrettsforvaltningen' },
    code: 'sys-cra',
  },
} as const satisfies Record<Provider, object>

// ProviderTypeConstants.cs
const systemType = '0195efb8-7c80-7bb5-a35c-11d58ea36695'

const urns = {
  altinn2: 'urn:altinn:rolecode:',
  altinn3: 'urn:altinn:role:',
  ccr: 'urn:altinn:external-role:ccr:',
  cra: 'urn:altinn:external-role:cra:',
} as const satisfies Record<Provider, string>

/** Three letters, as TranslationMiddleware.cs calls them. */
export type RoleLanguage = 'nob' | 'nno' | 'eng'

/** RoleDto.cs. */
export interface RoleDto {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly description: string
  readonly isKeyRole: boolean
  readonly urn: string
  readonly legacyRoleCode: string | null
  readonly legacyUrn: string | null
  readonly isResourcePolicyAvailable: boolean
  readonly provider: object
}

/** All roles in one language; what a provider is called is never translated. */
export function rolesIn(language: RoleLanguage): readonly RoleDto[] {
  return rows.map((row) => toDto(row, language))
}

// DtoMapperRolePackage.cs: what there is none of is null, and `isRevocable` alone is left out then.
function toDto(
  [provider, id, code, legacyCode, flags, nob, nno, eng]: Row,
  language: RoleLanguage,
): RoleDto {
  const name = { nob, nno, eng }[language]
  return {
    ...{ id, name, code, description: `${about[language]} ${name}` },
    isKeyRole: flags.includes('key'),
    urn: urns[provider] + code,
    legacyRoleCode: legacyCode === '' ? null : legacyCode,
    legacyUrn: legacyCode === '' ? null : `urn:altinn:rolecode:${legacyCode}`,
    isResourcePolicyAvailable: flags.includes('policy'),
    // RoleService.cs does not load the provider's type.
    provider: { ...providers[provider], refId: '', logoUrl: null, typeId: systemType, type: null },
  }
}

const about = { nob: 'Gir det som hører til', nno: 'Gir det som høyrer til', eng: 'Gives all of' }
