// Stands where Altinn 2 stood: fixed answers, one for each path that is measured.
import { createServer } from 'node:http'

const message = (place) => ({
  MessageId: `a${4210000 + place}`,
  Subject: `Melding nummer ${place} til deg`,
  Status: 'Ulest',
  CreatedDate: '2026-03-02T08:15:27.11',
  ServiceOwner: 'Prøveetaten',
  ServiceCode: '4540',
  ServiceEdition: 1,
  Summary: 'æøå '.repeat(200),
  _links: { self: { href: `https://tt02.altinn.no/api/my/messages/a${4210000 + place}` } },
})
const list = (length) =>
  Buffer.from(
    JSON.stringify({ _embedded: { messages: Array.from({ length }, (_, n) => message(n)) } }),
  )
const answers = {
  '/api/my/messages': ['application/hal+json; charset=utf-8', list(50)],
  '/api/my/messages/a1': ['application/hal+json; charset=utf-8', list(1)],
  '/api/my/messages/a1/print': ['application/pdf', Buffer.alloc(1024)],
}
const server = createServer((request, response) => {
  const [type, body] = answers[request.url.toLowerCase()] ?? ['text/plain', Buffer.from('unknown')]
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
)
