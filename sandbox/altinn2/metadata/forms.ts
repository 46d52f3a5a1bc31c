import type { SeedService } from '../../services.ts'

export interface FormMetadata {
  readonly FormID: number
  readonly FormName: string
  readonly DataFormatProviderType: 'OR' | 'Seres'
  readonly DataFormatID: string
  readonly DataFormatVersion: number
  readonly IsOnlyXsdValidation: boolean
  readonly FormType: 'MainForm' | 'SubForm'
}

/** Every form task here has a main form, and one that may be added. */
export function formsOf({ name }: Pick<SeedService, 'name'>): readonly FormMetadata[] {
  const shared = { DataFormatProviderType: 'OR', IsOnlyXsdValidation: false } as const
  return [
    {
      ...{ FormID: 1, FormName: name, ...shared, FormType: 'MainForm' },
      ...{ DataFormatID: '1900', DataFormatVersion: 12_345 },
    },
    {
      ...{ FormID: 2, FormName: 'Underskjema', ...shared, FormType: 'SubForm' },
      ...{ DataFormatID: '1901', DataFormatVersion: 12_346 },
    },
  ]
}

export const attachmentRules = [
  {
    ...{ AttachmentRuleId: 1, AllowedFileTypes: 'pdf, xml', AttachmentTypeName: 'Kartvedlegg' },
    ...{ AttachmentTypeNameLanguage: 'Kart', IsCheckSumAllowed: false },
    ...{ IsXsdValidationRequired: false, MaxAttachmentCount: 5 },
    ...{ MaxFileSize: 30, MinAttachmentCount: 0 },
  },
  {
    ...{ AttachmentRuleId: 2, AllowedFileTypes: 'pdf, txt', AttachmentTypeName: 'Vedlegg' },
    ...{ AttachmentTypeNameLanguage: 'Vedlegg', IsCheckSumAllowed: false },
    ...{ IsXsdValidationRequired: false, MaxAttachmentCount: 5 },
    ...{ MaxFileSize: 30, MinAttachmentCount: 0 },
  },
] as const
