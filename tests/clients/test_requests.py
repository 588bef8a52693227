"""What clients written for DRF and SimpleJWT do with `requests`, and what `httpx` does with the same."""

import base64
import json
import unittest
import uuid

import httpx

from system import PASSWORD, System

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def setUpModule():
    global system
    system = unittest.enterModuleContext(System())


class SignIn(unittest.TestCase):
    def test_a_session_by_cookie_reads_freely_and_writes_with_the_csrf_token(self):
        client = system.anonymous()
        client.expect(200, "POST", "auth/login/", json={"username": "admin", "password": PASSWORD})
        self.assertEqual(client.expect(200, "GET", "users/me/")["user"]["username"], "admin")
        body = client.expect(403, "PATCH", "users/me/", json={"first_name": "Ada"})
        self.assertIn("CSRF", body["detail"])
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        me = client.expect(200, "PATCH", "users/me/", json={"first_name": "Ada"})
        self.assertEqual(me["user"]["first_name"], "Ada")
        client.expect(200, "POST", "auth/logout/")
        client.expect(401, "GET", "users/me/")

    def test_a_wrong_csrf_token_is_refused(self):
        client = system.anonymous()
        client.expect(200, "POST", "auth/login/", json={"username": "admin", "password": PASSWORD})
        for token in ("", "x", client.cookies["csrftoken"][:-1]):
            client.expect(403, "PATCH", "users/me/", json={"first_name": "Eve"}, headers={"X-CSRFToken": token})

    def test_a_wrong_password_for_a_token_is_401_in_simplejwts_words(self):
        for username in ("admin", "nobody-of-this-name"):
            answer = system.anonymous().post("token/", json={"username": username, "password": "not this one"})
            self.assertEqual(answer.status_code, 401)
            self.assertEqual(answer.json()["detail"], "No active account found with the given credentials")
            self.assertIn("WWW-Authenticate", answer.headers)

    def test_a_wrong_password_at_the_login_is_400_in_drfs_words(self):
        body = system.anonymous().expect(400, "POST", "auth/login/", json={"username": "admin", "password": "not this"})
        self.assertEqual(body, {"non_field_errors": ["Unable to log in with provided credentials."]})

    def test_both_words_before_a_token_are_understood(self):
        token = system.signed_in("admin").headers["Authorization"].split()[1]
        for scheme in ("Bearer", "Token"):
            system.anonymous().expect(200, "GET", "users/me/", headers={"Authorization": f"{scheme} {token}"})

    def test_a_form_that_asks_for_no_names_registers(self):
        name = f"nameless-{uuid.uuid4().hex[:8]}"
        form = {"username": name, "email": f"{name}@example.com", "password": PASSWORD, "password_confirm": PASSWORD}
        body = system.anonymous().expect(201, "POST", "auth/register/", data=form)
        self.assertEqual([body["user"]["first_name"], body["user"]["last_name"]], ["", ""])
        self.assertTrue(body["token"] and body["refresh"])

    def test_a_registration_names_all_that_is_wrong_at_once(self):
        body = system.anonymous().expect(400, "POST", "auth/register/", json={
            "username": "admin", "email": "no address", "password": "short", "password_confirm": "other",
        })
        self.assertLessEqual({"username", "email", "password"}, set(body))


class Chats(unittest.TestCase):
    def test_a_visitors_user_data_is_named_after_the_room_and_knows_the_user(self):
        chat = system.visitor("Hello!").chat
        self.assertTrue(chat["success"])
        self.assertEqual(chat["user_data"]["id"], chat["chat_room_id"])
        self.assertEqual(chat["user_data"]["chat_room_id"], chat["chat_room_id"])
        self.assertIs(type(chat["user_data"]["user_id"]), int)
        self.assertTrue(chat["user_data"]["is_temporary"])

    def test_a_visitor_polls_and_writes_without_a_websocket(self):
        visitor = system.visitor("Is anybody there?")
        room = visitor.chat["chat_room_id"]
        visitor.expect(201, "POST", "chat/send_message/", json={"chat_room_id": room, "content": "Hello?"})
        status = visitor.expect(200, "GET", "chat/get_chat_status/", params={"chat_room_id": room})
        said = [each["content"] for each in status["message_history"] if each["sender_type"] == "user"]
        self.assertEqual(said, ["Is anybody there?", "Hello?"])
        self.assertEqual([status["status"], status["agent_assigned"]], ["waiting", False])

    def test_a_room_begun_with_a_description_begins_with_it(self):
        room = {"subject": "An invoice", "description": "Mine is wrong."}
        made = system.customer().expect(201, "POST", "chat-rooms/", json=room)
        self.assertEqual(made["last_message"]["content"], "Mine is wrong.")

    def test_a_file_comes_with_a_message_as_multipart(self):
        customer = system.customer()
        room = customer.expect(201, "POST", "chat-rooms/", json={"subject": "A picture"})["id"]
        message = customer.expect(
            201, "POST", "messages/", data={"chat_room_id": room, "content": "Look", "message_type": "image"},
            files={"attachment": ("dot.png", PIXEL, "image/png")},
        )
        self.assertEqual([message["content"], message["message_type"]], ["Look", "image"])
        about = message["attachment_info"]
        self.assertEqual([about["name"], about["content_type"]], ["dot.png", "image/png"])
        # The address is signed: whoever has it needs no token, and must send none.
        answer = system.anonymous().get(message["attachment"])
        self.assertEqual([answer.status_code, answer.headers["Content-Type"]], [200, "image/png"])
        self.assertEqual(about["size"], len(answer.content))

    def test_an_avatar_comes_with_the_profile_as_multipart(self):
        customer = system.customer()
        me = customer.expect(200, "PATCH", "users/me/", files={"avatar": ("me.png", PIXEL, "image/png")})
        self.assertEqual(system.anonymous().get(me["avatar"]).status_code, 200)

    def test_a_message_sent_twice_with_one_id_is_one_message(self):
        customer = system.customer()
        room = customer.expect(201, "POST", "chat-rooms/", json={"subject": "Once"})["id"]
        message = {"chat_room_id": room, "content": "Once", "client_message_id": str(uuid.uuid4())}
        first = customer.expect(201, "POST", "messages/", json=message)
        self.assertEqual(customer.expect(200, "POST", "messages/", json=message)["id"], first["id"])

    def test_an_agent_puts_spam_out_of_the_queue(self):
        for ending, status in (("resolve", "resolved"), ("close", "closed")):
            room = system.visitor("Buy now!").chat["chat_room_id"]
            self.assertEqual(system.agent().expect(200, "POST", f"chat-rooms/{room}/{ending}/")["status"], status)


class Answers(unittest.TestCase):
    def test_options_that_is_no_preflight_says_what_there_is(self):
        for path, name, methods in (
            ("messages/", "Messages", {"GET", "POST"}),
            ("chat-rooms/", "Chat Rooms", {"GET", "POST"}),
            ("users/me/", "Me", {"GET", "PATCH"}),
            ("auth/login/", "Login", {"POST"}),
            ("chat/start_chat/", "Start Chat", {"POST"}),
        ):
            answer = system.customer().options(path)
            self.assertEqual(answer.status_code, 200, path)
            allowed = {each.strip() for each in answer.headers["Allow"].split(",")}
            self.assertLessEqual(methods | {"OPTIONS"}, allowed, path)
            self.assertEqual(set(answer.json()), {"name", "description", "renders", "parses"}, path)
            self.assertEqual(answer.json()["name"], name)
            self.assertIn("application/json", answer.json()["renders"])
            self.assertLessEqual({"application/json", "multipart/form-data"}, set(answer.json()["parses"]))

    def test_a_detail_brings_a_code_and_a_map_of_fields_brings_none(self):
        customer, anonymous = system.customer(), system.anonymous()
        nobody = str(uuid.uuid4())
        for client, method, path, body, status in (
            (anonymous, "GET", "users/me/", None, 401),
            (anonymous, "POST", "token/", {"username": "admin", "password": "x"}, 401),
            (anonymous, "POST", "token/refresh/", {"refresh": "a.b.c"}, 401),
            (anonymous, "POST", "auth/login/", "{", 400),
            (customer, "GET", "users/", None, 403),
            (customer, "GET", "nothing/", None, 404),
            (customer, "GET", f"chat-rooms/{nobody}/", None, 404),
            (customer, "GET", "chat-rooms/?page=99", None, 404),
            (customer, "DELETE", "chat-rooms/", None, 405),
            (anonymous, "POST", "chat/complete_chat/", {"session_id": nobody, "full_name": "Vera"}, 400),
            (customer, "POST", "messages/", {}, 400),
            (customer, "POST", "messages/", {"chat_room_id": nobody, "content": ""}, 400),
            (customer, "POST", "chat-rooms/", {}, 400),
            (customer, "PATCH", "users/me/", {"first_name": "x" * 1000}, 400),
            (anonymous, "POST", "auth/register/", {}, 400),
            (anonymous, "POST", "auth/login/", {}, 400),
        ):
            data = body if isinstance(body, str) else None if body is None else json.dumps(body)
            answer = client.request(method, path, data=data, headers={"Content-Type": "application/json"})
            said, where = answer.json(), f"{method} {path} {body}: {answer.text}"
            self.assertEqual(answer.status_code, status, where)
            if "detail" in said:
                self.assertRegex(said["code"], r"^[a-z]+(_[a-z]+)*$", where)
            else:
                self.assertEqual(status, 400, where)
                self.assertNotIn("code", said, where)
                for errors in said.values():
                    self.assertTrue(isinstance(errors, list) and all(isinstance(each, str) for each in errors), where)

    def test_paths_work_with_and_without_the_slash_and_are_never_redirected(self):
        customer = system.customer()
        for path in ("chat-rooms", "chat-rooms/"):
            answer = customer.post(path, json={"subject": "Slash"}, allow_redirects=False)
            self.assertEqual(answer.status_code, 201, path)

    def test_httpx_does_what_requests_does(self):
        with httpx.Client(base_url=system.anonymous().api, timeout=30) as client:
            tokens = client.post("token/", json={"username": "admin", "password": PASSWORD}).json()
            client.headers["Authorization"] = f"Bearer {tokens['access']}"
            room = client.post("chat-rooms/", json={"subject": "By httpx"}).json()["id"]
            picture = {"attachment": ("dot.png", PIXEL, "image/png")}
            sent = client.post("messages/", data={"chat_room_id": room}, files=picture)
            self.assertEqual(sent.status_code, 201, sent.text)
            refreshed = client.post("token/refresh/", json={"refresh": tokens["refresh"]}).json()
            self.assertEqual(set(refreshed), {"access", "refresh"})
            self.assertEqual(client.request("OPTIONS", "messages/").json()["name"], "Messages")
