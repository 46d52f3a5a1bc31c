import { attachmentRules, formsOf } from './forms.ts'
import { Refused } from '../operation.ts'
import type { SeedService } from '../../services.ts'
import type { Answered } from '../../strict.ts'

type Params = Readonly<Record<string, string>>

/** A schema in XML, or 404 without one or without its service. */
export function needSchema(schema: string | undefined, found: SeedService | undefined): Answered {
  if (schema === undefined || found === undefined) throw new Refused({ status: 404 })
  return {
    status: 200,
    headers: { 'Content-Type': 'application/xml; charset=utf-8' },
    body: schema,
  }
}

export function lookupSchema(name = ''): string | undefined {
  const elements = { requestschema: 'Sporring', responseschema: 'Svar' }
  const found = Object.entries(elements).find(([key]) => key === name.toLowerCase())
  return found && schemaOf(found[1])
}

export function formSchema({ format, version }: Params): string | undefined {
  const isKnown = formsOf({ name: '' }).some(
    ({ DataFormatID, DataFormatVersion }) =>
      DataFormatID === format && String(DataFormatVersion) === version,
  )
  return isKnown ? schemaOf('Skjema') : undefined
}

export function attachmentSchema(rule: string | undefined): string | undefined {
  const isKnown = attachmentRules.some(({ AttachmentRuleId: id }) => String(id) === rule)
  return isKnown ? schemaOf('Vedlegg') : undefined
}

function schemaOf(element: string): string {
  const content = `<xs:complexType><xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xs:sequence></xs:complexType>`
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">' +
    `<xs:element name="${element}">${content}</xs:element></xs:schema>`
  )
}
