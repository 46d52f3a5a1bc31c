// Sends what its parent asks for, in a process of its own: `{ what, given }` is answered with the
// answers that came. What is sent is made before the first byte leaves, or as it leaves.
import * as requests from './requests.mjs'

const works = {
  forms: ({ url, tokens, bytes, name }) => send(requests.largeForm, { url, tokens, bytes, name }),
  files: ({ url, tokens, bytes, name }) => send(requests.largeFile, { url, tokens, bytes, name }),
  streams:
    ({ url, tokens, drafts, bytes }) =>
    () =>
      drafts.map((draft, place) => requests.streamAttachment(url, tokens[place], draft, bytes)),
}

function send(make, { url, tokens, bytes, name }) {
  const bodies = tokens.map((_, place) => make(bytes, `${name} ${place}`))
  return () => bodies.map((body, place) => requests.createDraft(url, tokens[place], body))
}

/** A failure is an answer, too. */
function settled(answer) {
  return answer.catch((error) => ({ status: 'no answer', code: error.code ?? error.name }))
}

let prepared
process.on('message', async ({ prepare, go }) => {
  if (prepare !== undefined) {
    prepared = prepare.map(({ what, ...given }) => works[what](given))
    process.send('prepared')
  }
  if (go !== undefined)
    process.send({ answers: await Promise.all(prepared.flatMap((one) => one()).map(settled)) })
})
process.send('ready')
