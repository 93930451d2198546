export { offeringsPlugin as default } from './plugin';
