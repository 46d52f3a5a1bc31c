import { languageTags, type Language } from '../../../altinn2/language.ts'
import { idsOfParts } from '../../../altinn2/messages/element-id.ts'
import type { Resource } from '../../../altinn2/response.ts'
import type { AppDataType, AppMetadata } from '../../../altinn3/app-metadata.ts'
import { isAppOwned } from '../../../message-box/forms/parts.ts'
import { attachmentTypeOf } from '../../../message-box/forms/service.ts'
import { extensionsFor } from '../../../submission/accept/media-type.ts'
import type { AppPlace } from './form-task.ts'

/** What may be sent along with a form, by the app's data types. */
export function attachmentRules(
  place: AppPlace,
  { dataTypes }: AppMetadata,
  language: Language,
): readonly Resource[] {
  const types = (dataTypes ?? []).filter(isAttachment)
  return [...idsOfParts(types)].map(([id, type]) => toRule(id, type, place, language))
}

/** Altinn/app-lib-dotnet PdfService.cs: the one name that is the platform's. */
const receipt = 'ref-data-as-pdf'

function isAttachment(type: AppDataType): boolean {
  return !type.appLogic && type.id !== receipt && !isAppOwned(type)
}

/** Of files: Altinn 3's nought is no limit, which Altinn 2's clients would take for none at all. */
const unlimitedCount = 1_000
/** Megabytes: what this gateway takes of one file where the app sets no limit. */
const largestFile = 500

function toRule(id: number, type: AppDataType, place: AppPlace, language: Language): Resource {
  const { description, allowedContentTypes, maxSize, maxCount, minCount } = type
  const name = attachmentTypeOf(type.id, place) ?? type.id
  const extensions = extensionsFor(allowedContentTypes)
  return {
    type: 'AttachmentRule',
    properties: {
      AttachmentRuleId: id,
      AllowedFileTypes: extensions === undefined ? '*' : extensions.join(', '),
      AttachmentTypeName: name,
      AttachmentTypeNameLanguage:
        (description?.[languageTags[language]] ?? description?.nb) || name,
      IsCheckSumAllowed: false,
      IsXsdValidationRequired: false,
      MaxAttachmentCount: maxCount || unlimitedCount,
      MaxFileSize: maxSize || largestFile,
      MinAttachmentCount: minCount ?? 0,
    },
  }
}
