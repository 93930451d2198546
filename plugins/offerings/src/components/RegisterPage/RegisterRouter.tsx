import { Route, Routes } from 'react-router-dom';
import { RegisterBulk } from '../RegisterBulk';
import { EditPage, NewPage } from '../RegisterForm';
import { RegistrationPage } from '../RegistrationPage';
import { MyRegistrations } from './MyRegistrations';
import { RegisterStart } from './RegisterStart';

/** Everything under /register. */
export function RegisterRouter() {
  return (
    <Routes>
      <Route path="/" element={<RegisterStart />} />
      <Route path="/new" element={<NewPage />} />
      <Route path="/mine" element={<MyRegistrations />} />
      <Route path="/bulk" element={<RegisterBulk />} />
      <Route path="/registrations/:id" element={<RegistrationPage />} />
      <Route path="/registrations/:id/edit" element={<EditPage />} />
    </Routes>
  );
}
