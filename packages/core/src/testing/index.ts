export { type FakeContext, type FakeMachine, fakeContext } from './fake-context.ts'
