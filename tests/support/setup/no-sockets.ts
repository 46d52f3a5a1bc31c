import { Server, Socket } from 'node:net'

function refuse(): never {
  throw new Error('A test that opens a socket is named *.socket.test.ts')
}

// Tests of the kind `pure` open none.
Object.assign(Server.prototype, { listen: refuse })
Object.assign(Socket.prototype, { connect: refuse })
