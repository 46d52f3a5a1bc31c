import { parameter } from './answer.ts'
import { toLanguage, type Language } from './messages/view.ts'
import type { Asked } from '../strict.ts'

/** A role that exists for everybody. `External` ones come from the register of business enterprises. */
export interface RoleDefinition {
  readonly id: number
  readonly code: string
  readonly type: 'Altinn' | 'External'
  readonly name: Readonly<Record<Language, string>>
  readonly description: string
  readonly parents: readonly number[]
  readonly children: readonly number[]
}

type Row = readonly [
  id: number,
  code: string,
  type: 'Altinn' | 'External',
  ...names: readonly [string, string, string],
  description: string,
  parents: readonly number[],
  children: readonly number[],
]

// Numbers as in TT02 where they are known (src/altinn2/role-definitions.ts), else as in production.
// prettier-ignore
const rows: readonly Row[] = [
  [3, 'LOPER', 'Altinn', 'Lønn og personalmedarbeider', 'Løn og personalmedarbeidar', 'Salaries and personnel employee', 'Lønn og personal', [195], []],
  [4, 'ADMAI', 'Altinn', 'Tilgangsstyring', 'Tilgangsstyring', 'Access manager', 'Gir andre tilgang', [195], []],
  [11, 'UTINN', 'Altinn', 'Utfyller/innsender', 'Utfyllar/innsendar', 'Reporter/sender', 'Fyller ut og sender inn', [195], []],
  [82, 'PRIV', 'External', 'Privatperson', 'Privatperson', 'Private person', 'En person selv', [], []],
  [130, 'SIGNE', 'Altinn', 'Signerer av samordnet registermelding', 'Signerar av samordna registermelding', 'Signer of Coordinated register notification', 'Signerer registermeldinger', [195], []],
  [195, 'DAGL', 'External', 'Daglig leder', 'Dagleg leiar', 'General manager', 'Rolle fra Enhetsregisteret', [], [3, 4, 11, 130]],
]

export const roleDefinitions: readonly RoleDefinition[] = rows.map(
  ([id, code, type, nb, nn, en, description, parents, children]) => ({
    ...{ id, code, type, description, parents, children },
    name: { 1044: nb, 2068: nn, 1033: en },
  }),
)

export function findRole(id: string | number): RoleDefinition | undefined {
  return roleDefinitions.find((role) => String(role.id) === String(id))
}

export function languageOf(asked: Asked): Language {
  return toLanguage(parameter(asked, 'language'))
}

export interface DescribedRole {
  readonly RoleType: string
  readonly RoleDefinitionId: number
  readonly RoleName: string
  readonly RoleDescription: string
  readonly RoleDefinitionCode: string
}

/** The members that every list of roles has. */
export function describeRole(
  { id, code, type, name, description }: RoleDefinition,
  language: Language,
): DescribedRole {
  return {
    RoleType: type,
    RoleDefinitionId: id,
    RoleName: name[language],
    RoleDescription: description,
    RoleDefinitionCode: code,
  }
}
