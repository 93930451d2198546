export { permissionModuleMliPolicy as default } from './module';
