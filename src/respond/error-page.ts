import { STATUS_CODES } from 'node:http'
import type { Pointer } from '../pointer.ts'
import { redact } from '../runtime/redact.ts'

interface Shown {
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly instance?: string
  readonly links: Pick<Pointer, 'successor' | 'guide'>
}

/** A page of its own, without script, style or picture; every text in it is escaped. */
export function writePage({ title, status, code, detail, instance, links }: Shown): string {
  const heading = `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  const { successor, guide } = links
  const items = [
    ...(successor === undefined ? [] : [item('What replaces it', successor)]),
    ...(guide === undefined ? [] : [item('Guide', guide)]),
  ]
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeHtml(heading)}</title>`,
    '</head>',
    '<body>',
    `<h1>${escapeHtml(heading)}</h1>`,
    `<p>${escapeHtml(title)}</p>`,
    `<p>${escapeHtml(detail)}</p>`,
    ...(items.length === 0 ? [] : ['<ul>', ...items, '</ul>']),
    `<p>Code: ${escapeHtml(code)}</p>`,
    ...(instance === undefined ? [] : [`<p>Request: ${escapeHtml(instance)}</p>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** Only web addresses become links: the services file may hold others. */
function item(name: string, address: string): string {
  const shown = escapeHtml(redact(address))
  if (!/^https?:\/\//i.test(address)) return `<li>${name}: ${shown}</li>`
  return `<li>${name}: <a href="${shown}" rel="noreferrer">${shown}</a></li>`
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => references[character] ?? character)
}
