export type PropertyType = 'string' | 'int' | 'boolean' | 'dateTime'

/** What list options may name: the properties of one of Altinn 2's models. */
export interface ODataModel {
  /** The .NET type, which errors tell: `Altinn.SBL.AltinnWebAPI.Models.Reportee`. */
  readonly type: string
  /** By their wire names; letter case counts. */
  readonly properties: Readonly<Record<string, PropertyType>>
}
