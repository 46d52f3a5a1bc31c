import { serviceCode, serviceEdition } from './parameters.ts'

/** ServiceCode and ServiceEditionCode; Altinn 2 writes them `5997/1`. The code's case is kept. */
export interface ServiceKey {
  readonly code: string
  readonly edition: number
}

/** Reads `code/edition`, as the register and logs write it. */
export function parseServiceKey(text: string): ServiceKey | undefined {
  const [, code, edition] = /^([^/]+)\/([0-9]+)$/.exec(text) ?? []
  if (code === undefined || edition === undefined) return undefined
  if (!serviceCode.test(code) || !serviceEdition.test(edition)) return undefined
  return { code, edition: Number(edition) }
}

export function writeServiceKey({ code, edition }: ServiceKey): string {
  return `${code}/${edition}`
}
