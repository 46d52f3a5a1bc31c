import { stringify } from 'yaml'
import type { ExchangeFile, Message } from './exchange-file.ts'

/** A story with every recording put in, in the form of an exchange file. */
export function printExchange(exchange: ExchangeFile): string {
  const { source, given, request, altinn3, altinn2, response } = exchange
  const sections: [string, string][] = [['Source', source]]
  if (Object.keys(given).length > 0) sections.push(['Given', stringify(given).trim()])
  sections.push(['Altinn 2 request', printMessage(request)])
  if (altinn2 !== undefined) {
    sections.push(['Altinn 2 backend request', printMessage(altinn2.request)])
    sections.push(['Altinn 2 backend response', printMessage(altinn2.response)])
  }
  for (const [place, call] of altinn3.entries()) {
    sections.push([`Altinn 3 request ${place + 1}`, printMessage(call.request)])
    sections.push([`Altinn 3 response ${place + 1}`, printMessage(call.response)])
  }
  sections.push(['Altinn 2 response', printMessage(response)])
  return sections.map(([title, text]) => `### ${title}\n${text}`).join('\n')
}

function printMessage({ start, headers, body }: Message): string {
  const head = [start, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  return [...head, ...(body === '' ? [] : ['', printBody(body)])].join('\n')
}

function printBody(body: string): string {
  try {
    return /^[[{]/.test(body) ? JSON.stringify(JSON.parse(body), null, 2) : body
  } catch {
    return body
  }
}
